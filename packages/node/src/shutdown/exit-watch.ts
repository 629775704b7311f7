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
    const by = callerOfExit(new Error().stack);
    if (by !== undefined || !crashing) heard(by);
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
 * The app's frame behind `process.exit`: `run (/app/node_modules/close-with-grace/index.js:146:17)`. None where a timer or a promise
 * called it, where the app has turned stacks off, or where a hook of its own makes something else of them.
 */
export function callerOfExit(stack: unknown): string | undefined {
  const frames = typeof stack === 'string' ? stack.split('\n').map((line) => line.trim()) : [];
  const exit = frames.findIndex((frame) => EXIT.test(frame));
  if (exit === -1) return undefined;
  const caller = frames.slice(exit + 1).find((frame) => frame.startsWith('at ') && !RUNTIME.test(frame));
  return caller === undefined ? undefined : oneLine(caller.replace(/^at (?:async )?/, ''));
}
