import type { Clock } from '@probez/core';

/** The part of the core's clock that shutdown uses, so that `createFakeClock()` stands in for it. */
export type ShutdownClock = Pick<Clock, 'now' | 'time' | 'setTimer'>;

/**
 * The clock of the machine. Its timers keep the process alive, as no other timer of Probez does: once asked to go, the
 * service must live until the drain is over, even if nothing else would keep it.
 */
export const shutdownClock: ShutdownClock = {
  now: () => performance.now(),
  time: () => Date.now(),
  setTimer(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
