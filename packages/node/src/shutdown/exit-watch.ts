import { oneLine } from '@probez/core/internal';

/**
 * Hears of somebody else's `process.exit()`, which takes the rest of a shutdown with it, and of who called it. An uncaught
 * exception ends the process in its own way and is not told of. Returns a function that ends it.
 * @see https://nodejs.org/api/process.html#event-exit
 */
export function watchExit(heard: (by: string) => void): () => void {
  const onExit = (): void => {
    const by = callerOfExit(new Error().stack);
    if (by !== undefined) heard(by);
  };
  process.on('exit', onExit);
  return () => void process.off('exit', onExit);
}

/** The frame behind `process.exit`: `run (/app/node_modules/close-with-grace/index.js:146:17)`. */
export function callerOfExit(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n');
  const exit = frames.findIndex((frame) => /\bprocess\.(?:exit|reallyExit)\b/.test(frame));
  if (exit === -1) return undefined;
  return oneLine(frames[exit + 1]?.replace(/^\s*at (?:async )?/, '') ?? '') || 'somebody';
}
