import { isatty } from 'node:tty';

/** Two of a terminal's Ctrl-C within this time are one: the terminal sends it to every process, and npm passes its own on. */
const SAME_CTRL_C_MS = 200;

/** Hears the process' signals. Returns a function that takes every listener away again. */
export function onSignals(
  signals: readonly NodeJS.Signals[],
  now: () => number,
  listener: (signal: NodeJS.Signals) => void,
): () => void {
  let interruptedAt = Number.NEGATIVE_INFINITY;
  const heard = (signal: NodeJS.Signals): void => {
    if (signal === 'SIGINT' && isatty(0)) {
      const since = now() - interruptedAt;
      interruptedAt = now();
      if (since < SAME_CTRL_C_MS) return;
    }
    listener(signal);
  };
  for (const signal of signals) process.on(signal, heard);
  return () => {
    for (const signal of signals) process.off(signal, heard);
  };
}
