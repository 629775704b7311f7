import { createLivedTime } from './lived-time.ts';
import { unref } from './unref.ts';

/** Cancels a timer; cancelling twice is fine. */
export type CancelTimer = () => void;

/** All time, timers and random numbers that the core uses. Replaceable in tests: see `@probez/core/testing`. */
export interface Clock {
  /**
   * Monotonic time in milliseconds, for measuring ages; where it begins does not matter. It should leave out time in which the
   * whole process did not run (suspended, paused), because that says nothing about the health of the service.
   */
  now(): number;
  /** Wall-clock time in milliseconds since 1970, for people. */
  time(): number;
  /** Calls `callback` once after `ms` milliseconds. Does not keep the process alive. */
  setTimer(ms: number, callback: () => void): CancelTimer;
  /** A random number from 0 to 1, without 1, for jitter. */
  random(): number;
  /**
   * Keeps the process alive until the returned function is called; used while somebody awaits `start()`, `refresh()` or
   * `waitFor()`. Unset: the process may end while they wait.
   */
  hold?(): CancelTimer;
}

/** The longest delay that JavaScript timers take; a longer one fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

const lived = createLivedTime();

/** The clock of the machine. */
export const systemClock: Clock = {
  now: lived.now,
  time: () => Date.now(),
  random: () => Math.random(),
  setTimer(ms, callback) {
    // Suspended time matters only while something can get old, which is while a timer is set.
    const unwatch = lived.watch();
    const timer = setTimeout(
      () => {
        // Only after the callback: it may set the next timer, and watching should not stop in between.
        try {
          callback();
        } finally {
          unwatch();
        }
      },
      Math.min(Math.max(ms, 0), MAX_TIMER_MS),
    );
    unref(timer);
    return () => {
      unwatch();
      clearTimeout(timer);
    };
  },
  hold() {
    const timer = setInterval(() => {}, MAX_TIMER_MS);
    return () => clearInterval(timer);
  },
};
