import type { Clock } from '@probez/core';

/** Expects one moment at a time: the next in the place of the last, `Infinity` where there is nothing to expect. */
export function oneTimer(clock: Pick<Clock, 'now' | 'setTimer'>, onTime: () => void): { expect(at: number): void } {
  let cancel: (() => void) | undefined;
  return {
    expect(at) {
      cancel?.();
      const wait = at - clock.now();
      if (wait !== Number.POSITIVE_INFINITY) cancel = clock.setTimer(Math.ceil(Math.max(wait, 0)), onTime);
    },
  };
}
