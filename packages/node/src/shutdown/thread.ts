/**
 * What to say where no signal can ever be heard, and one is waited for.
 * @see https://nodejs.org/api/worker_threads.html#class-worker
 */
export const deafThread = (isMainThread: boolean, signals: readonly string[]): string | undefined =>
  isMainThread || signals.length === 0
    ? undefined
    : 'a worker thread hears no signal, and ends with the main thread: have the main thread wait for it, call shutdown() when it ' +
      'tells you to, and set signals: []';
