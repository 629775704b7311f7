// @ts-nocheck
import { createLivedTime } from './lived-time.ts';
import { unref } from './unref.ts';

/** Cancels a timer; cancelling twice is fine. */
export type CancelTimer = () => void;

/** Time, timers and chance: the only way the core has to them. Replaceable, see `@probez/core/testing`. */
export interface Clock {
  /**
   * Monotonic time in milliseconds, for ages. Its origin means nothing. Time in which the whole process did not run is best
   * left out: it says nothing about the health of what is in it.
   */
  now(): number;
  /** Wall-clock time in milliseconds since 1970, for people. */
  time(): number;
  /** Calls `callback` once after `ms` milliseconds. Does not keep the process alive. */
  setTimer(ms: number, callback: () => void): CancelTimer;
  /** A number from 0 up to 1, for jitter. */
  random(): number;
  /** Keeps the process alive until the returned function is called, for those who wait. Unset: it may end meanwhile. */
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
    // Time is looked at while somebody has a timer: then something may get old.
    const unwatch = lived.watch();
    const timer = setTimeout(
      () => {
        // After the callback, which may set the next timer: until then somebody watches.
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
