/** How long a question that was never answered is waited for before another one is asked, in milliseconds. It doubles each time. */
const PATIENCE_MS = 30_000;

interface Attempt<T> {
  readonly startedAt: number;
  /** The run that waits for it now, if any. */
  waiter: { resolve(value: T): void; reject(error: unknown): void } | undefined;
}

/** Asks once, however often it is called before the answer is there. Rejects when the signal aborts. */
export type Ask<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Most drivers cannot cancel a question: a ping on a dead connection, or a place in the queue of a pool, stays until it is
 * answered. To leave only one of them behind on a hung server, and not one per period, a run waits for the question of the run
 * before. Only after a long silence a new one is asked, because a dead connection may never answer.
 *
 * `discard` is given an answer that nobody waits for any more: a connection goes back to its pool.
 */
export function askOnce<T>(ask: () => PromiseLike<T>, discard: (value: T) => void = () => {}): Ask<T> {
  let current: Attempt<T> | undefined;
  let patienceMs = PATIENCE_MS;

  function begin(): Attempt<T> {
    const attempt: Attempt<T> = { startedAt: performance.now(), waiter: undefined };
    const settle = (): Attempt<T>['waiter'] => {
      if (current === attempt) current = undefined;
      patienceMs = PATIENCE_MS;
      const { waiter } = attempt;
      attempt.waiter = undefined;
      return waiter;
    };
    // In a microtask, so that a synchronous throw is a rejection like any other.
    Promise.resolve()
      .then(ask)
      .then(
        (value) => {
          const waiter = settle();
          if (waiter === undefined) discard(value);
          else waiter.resolve(value);
        },
        (error: unknown) => settle()?.reject(error),
      );
    return attempt;
  }

  function open(): Attempt<T> {
    if (current === undefined) return begin();
    if (performance.now() - current.startedAt < patienceMs) return current;
    patienceMs *= 2;
    return begin();
  }

  return (signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const attempt = open();
      current = attempt;
      const onAbort = (): void => {
        attempt.waiter = undefined;
        reject(signal.reason);
      };
      const done = (): void => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      attempt.waiter = {
        resolve(value) {
          done();
          resolve(value);
        },
        reject(error) {
          done();
          reject(error);
        },
      };
    });
}

/** Waits for a promise or for the signal, whichever is first. On abort `letGo` frees what the work holds. */
export function abortable<T>(work: PromiseLike<T>, signal: AbortSignal, letGo: () => void = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      letGo();
      reject(signal.reason);
    };
    if (signal.aborted) {
      work.then(undefined, () => {});
      return onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}
