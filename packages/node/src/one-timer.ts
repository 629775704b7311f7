import type { Clock } from '@probez/core';

/** Expects one moment at a time: the next in the place of the last, `Infinity` where there is nothing to expect. */
export function oneTimer(clock: Pick<Clock, 'now' | 'setTimer'>, onTime: () => void): { expect(at: number): void } {
  let cancel: (() => void) | undefined;
  let expected = Number.POSITIVE_INFINITY;
  return {
    expect(at) {
      // Whoever asks again and again, such as an exception a millisecond, must not put it off for ever.
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
