import { callable } from './validate.ts';

/** A set of listeners of whom none can harm another, or us. */
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
      for (const { call } of [...listeners]) {
        try {
          const returned = call(event);
          // An async listener's rejection would be unhandled and end the process.
          if (returned instanceof Promise) returned.catch(() => {});
        } catch {
          // A listener's bug is not the service's ill health.
        }
      }
    },
    get size() {
      return listeners.size;
    },
  };
}
