import { Worker } from 'node:worker_threads';
import { number, type Trouble } from './trouble.ts';

const SPIN = `
const end = performance.now() + require('node:worker_threads').workerData;
while (performance.now() < end);
`;

/** A worker thread keeps one core busy: the event loop goes on, for as long as there is another core or a share of this one. */
export function createCpu(): Trouble {
  const hint = 'seconds=30 for half a minute, seconds=0 to end it';
  const seconds = number('seconds', 0, 600, 30, hint);
  let running: { readonly worker: Worker; readonly until: number } | undefined;
  return {
    hint,
    fields: [seconds],
    act(form) {
      const ms = seconds.read(form) * 1000;
      void running?.worker.terminate();
      running = undefined;
      if (ms === 0) return;
      const worker = new Worker(SPIN, { eval: true, workerData: ms });
      // A process that wants to end does.
      worker.unref();
      running = { worker, until: performance.now() + ms };
      worker.once('exit', () => {
        if (running?.worker === worker) running = undefined;
      });
    },
    state: () =>
      running === undefined
        ? undefined
        : { seconds: Math.max(0, Math.ceil((running.until - performance.now()) / 1000)) },
  };
}
