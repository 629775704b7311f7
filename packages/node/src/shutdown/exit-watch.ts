import { oneLine } from '@probez/core/internal';

/**
 * Hears of somebody else's `process.exit()`, which takes the rest of a shutdown with it, and of who called it, if that
 * is known. An uncaught exception ends the process in its own way and is not told of. Returns a function that ends it.
 * @see https://nodejs.org/api/process.html#event-exit
 */
export function watchExit(heard: (by: string | undefined) => void): () => void {
  let crashing = false;
  const onCrash = (): void => {
    crashing = true;
    // The app may catch it and live on.
    setImmediate(() => {
      crashing = false;
    });
  };
  const onExit = (): void => {
    const exit = exitIn(new Error().stack, crashing);
    if (exit !== undefined) heard(exit.by);
  };
  process.on('uncaughtExceptionMonitor', onCrash);
  process.on('exit', onExit);
  return () => {
    process.off('uncaughtExceptionMonitor', onCrash);
    process.off('exit', onExit);
  };
}

/** Where Node, Bun and Deno say that a frame is their own. */
const OWN = String.raw`\(?(?:node:|native|unknown|ext:)`;
const EXIT = new RegExp(String.raw`\bexit(?: \[as [^\]]+\])? ${OWN}`);
const RUNTIME = new RegExp(`(?:^| )${OWN}`);

/**
 * The app's frame behind `process.exit`, such as `run (/app/node_modules/close-with-grace/index.js:146:17)`. None where a timer or a
 * promise called it. Where the stack cannot be read, because the app has turned stacks off or makes something else of them, all but a
 * crash is an exit: not every runtime tells of one.
 */
export function exitIn(stack: unknown, crashing: boolean): { readonly by: string | undefined } | undefined {
  const lines = typeof stack === 'string' ? stack.split('\n').map((line) => line.trim()) : [];
  const frames = lines.filter((line) => line.startsWith('at '));
  if (frames.length === 0) return crashing ? undefined : { by: undefined };
  const exit = frames.findIndex((frame) => EXIT.test(frame));
  if (exit === -1) return undefined;
  const caller = frames.slice(exit + 1).find((frame) => !RUNTIME.test(frame));
  return { by: caller === undefined ? undefined : oneLine(caller.replace(/^at (?:async )?/, '')) };
}
