import { afterAnswer, number, type Trouble } from './trouble.ts';

/** Long enough to outlast every probe's patience, short enough to end by itself. */
const MAX_MS = 600_000;

/** Blocks the event loop: nothing is answered meanwhile. */
export function createBlock(): Trouble {
  const hint = 'ms=5000 for five seconds';
  const ms = number('ms', 1, MAX_MS, 5_000, hint);
  return {
    hint,
    fields: [ms],
    act(form, response) {
      const value = ms.read(form);
      afterAnswer(response, blockEventLoop, value);
    },
  };
}

/** A long computation. Its name is what an isolated probe port logs. */
function blockEventLoop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
