/** The part of Node's `EventEmitter` that checks need. */
export interface Emitter {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: string, listener: (...args: unknown[]) => void): unknown;
  listenerCount(event: string): number;
}

/**
 * Resolves when the event comes, rejects when the client says why it cannot, or when the signal aborts. Leaves no listener.
 *
 * An emitter's `error` is heard only where the app hears it too: a first `error` listener would change what the client does
 * with an error that nobody listens to.
 */
export function nextEvent(
  emitter: Emitter,
  event: string,
  signal: AbortSignal,
  accept: (...args: unknown[]) => boolean = () => true,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const hearsErrors = emitter.listenerCount('error') > 0;
    const done = (): void => {
      emitter.removeListener(event, onEvent);
      if (hearsErrors) emitter.removeListener('error', onError);
      signal.removeEventListener('abort', onAbort);
    };
    const onEvent = (...args: unknown[]): void => {
      if (!accept(...args)) return;
      done();
      resolve();
    };
    const onError = (error: unknown): void => {
      done();
      reject(error);
    };
    const onAbort = (): void => {
      done();
      reject(signal.reason);
    };
    emitter.on(event, onEvent);
    if (hearsErrors) emitter.on('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
