import type { Clock } from '@probez/core';

/** A timer for one moment at a time: a new moment replaces the last, `Infinity` cancels. */
export function oneTimer(clock: Pick<Clock, 'now' | 'setTimer'>, onTime: () => void): { expect(at: number): void } {
  let cancel: (() => void) | undefined;
  let expected = Number.POSITIVE_INFINITY;
  return {
    expect(at) {
      // Being asked again and again, for example by an exception per millisecond, must not put it off forever.
      if (at === expected) return;
      cancel?.();
      cancel = undefined;
      expected = at;
      if (at === Number.POSITIVE_INFINITY) return;
      cancel = clock.setTimer(Math.ceil(Math.max(at - clock.now(), 0)), () => {
        expected = Number.POSITIVE_INFINITY;
        onTime();
      });
    },
  };
}
