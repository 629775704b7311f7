/** Cancels a timer; cancelling twice is fine. */
export type CancelTimer = () => void;

/** Time, timers and chance: the only way the core has to them. Replaceable, see `@probez/core/testing`. */
export interface Clock {
  /** Monotonic time in milliseconds, for ages. Its origin means nothing. */
  now(): number;
  /** Wall-clock time in milliseconds since 1970, for people. */
  time(): number;
  /** Calls `callback` once after `ms` milliseconds. Does not keep the process alive. */
  setTimer(ms: number, callback: () => void): CancelTimer;
  /** A number from 0 up to 1, for jitter. */
  random(): number;
}

/** The longest delay that JavaScript timers take; a longer one fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  time: () => Date.now(),
  random: () => Math.random(),
  setTimer(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    unref(timer);
    return () => clearTimeout(timer);
  },
};

/** Node's and Bun's timers are objects that can be told not to keep the process alive; Deno and browsers return numbers. */
function unref(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
  else if (typeof timer === 'number') denoUnref(timer);
}

function denoUnref(timer: number): void {
  const deno: unknown = Reflect.get(globalThis, 'Deno');
  if (typeof deno !== 'object' || deno === null || !('unrefTimer' in deno)) return;
  if (typeof deno.unrefTimer === 'function') deno.unrefTimer(timer);
}
