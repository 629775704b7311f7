import { callable } from './validate.ts';

/** A set of listeners: what one of them throws harms neither the others nor the caller. */
export interface Listeners<Event> {
  add(listener: (event: Event) => void): () => void;
  emit(event: Event): void;
  readonly size: number;
}

export function createListeners<Event>(): Listeners<Event> {
  // Wrapped, so that the same function added twice is two listeners, and removing one leaves the other.
  const listeners = new Set<{ readonly call: (event: Event) => unknown }>();
  return {
    add(listener) {
      callable('the listener', listener);
      const entry = { call: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(event) {
      for (const { call } of [...listeners]) harmless(() => call(event));
    },
    get size() {
      return listeners.size;
    },
  };
}

/** Calls a function of the app's and ignores what it throws: a bug in a listener must not break health checks. */
export function harmless(call: () => unknown): void {
  try {
    ignore(call());
  } catch {
    // The app's own error. Thrown from here it would end work that has nothing to do with it.
  }
}

/**
 * A rejection that nobody handles ends the process, and nobody waits for this value. Any thenable may bring one: promises of
 * other realms and of libraries are no instances of ours.
 */
export function ignore(value: unknown): void {
  if (isThenable(value)) Promise.resolve(value).catch(() => {});
}

/** Whether `await` would wait for it. Never throws. */
export function isThenable(value: unknown): boolean {
  try {
    return (
      ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
      'then' in value &&
      typeof value.then === 'function'
    );
  } catch {
    return false;
  }
}
