// @ts-nocheck
import { expect, it } from 'vitest';
import { createFakeClock } from '../src/testing.ts';

it('fires timers in order, each at its own moment, and lets promises settle in between', async () => {
  const clock = createFakeClock({ now: 100, time: 5_000 });
  const told: string[] = [];
  clock.setTimer(20, () => told.push(`b ${clock.now()}`));
  clock.setTimer(10, async () => {
    told.push(`a ${clock.now()}`);
    await Promise.resolve();
    clock.setTimer(5, () => told.push(`a2 ${clock.now()} ${clock.time()}`));
  });
  const cancel = clock.setTimer(12, () => told.push('never'));
  cancel();
  cancel();
  await clock.advance(19);
  expect(told).toEqual(['a 110', 'a2 115 5015']);
  await clock.advance(1);
  expect(told.at(-1)).toBe('b 120');
  expect(clock.timers).toBe(0);
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('advance(%s) is refused', async (ms) => {
  await expect(createFakeClock().advance(ms)).rejects.toThrow(`advance was given ${ms}; allowed: milliseconds from 0`);
});
