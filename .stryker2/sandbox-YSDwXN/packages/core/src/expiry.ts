// @ts-nocheck
import type { CancelTimer, Clock } from './clock.ts';

/** One timer for all states that may turn stale: set for the earliest moment, and moved only when it fires. */
export interface Expiry {
  /** A state holds until then. */
  expect(at: number): void;
  /** Ends the timer, until something is expected again. */
  cancel(): void;
}

/** @param sweep looks at every state; returns the next moment at which one may turn stale */
export function createExpiry(clock: Clock, sweep: () => number): Expiry {
  let cancelTimer: CancelTimer | undefined;
  let expiryAt = Number.POSITIVE_INFINITY;

  function expect(at: number): void {
    if (at >= expiryAt) return;
    cancelTimer?.();
    expiryAt = at;
    // Rounded up: a timer that fires a fraction early would have to be set again.
    cancelTimer = clock.setTimer(Math.ceil(at - clock.now()), () => {
      expiryAt = Number.POSITIVE_INFINITY;
      expect(sweep());
    });
  }

  return {
    expect,
    cancel() {
      cancelTimer?.();
      expiryAt = Number.POSITIVE_INFINITY;
    },
  };
}
