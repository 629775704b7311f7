/**
 * What to say where no signal can ever be heard, and one is waited for.
 * @see https://nodejs.org/api/worker_threads.html#class-worker
 */
export const deafThread = (isMainThread: boolean, signals: readonly string[]): string | undefined =>
  isMainThread || signals.length === 0
    ? undefined
    : 'gracefulShutdown runs in a worker thread, which receives no signals and ends with the main thread. On a signal let the main ' +
      'thread ask the worker to call shutdown() and wait for it; set signals: [] here';
