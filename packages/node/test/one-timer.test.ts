import { expect, it } from 'vitest';
import { oneTimer } from '../src/one-timer.ts';

const NEVER = Number.POSITIVE_INFINITY;

it.each<[string, readonly number[], readonly string[]]>([
  ['a moment', [30], ['in 30']],
  ['the same again, which keeps its timer', [30, 30, 30], ['in 30']],
  ['another one, in its place', [30, 20], ['in 30', 'cancelled', 'in 20']],
  ['none any more', [30, NEVER, NEVER], ['in 30', 'cancelled']],
  ['none, and the same one again', [30, NEVER, 30], ['in 30', 'cancelled', 'in 30']],
  ['one that is past', [-5], ['in 0']],
])('expects %s', (_what, moments, done) => {
  const told: string[] = [];
  const setTimer = (ms: number): (() => void) => {
    told.push(`in ${ms}`);
    return () => void told.push('cancelled');
  };
  const timer = oneTimer({ now: () => 0, setTimer }, () => {});
  for (const moment of moments) timer.expect(moment);
  expect(told).toEqual(done);
});

it('expects the same moment anew where its timer came too early', () => {
  const timers: (() => void)[] = [];
  const setTimer = (_ms: number, callback: () => void): (() => void) => {
    timers.push(callback);
    return () => {};
  };
  const timer = oneTimer({ now: () => 29.6, setTimer }, () => timer.expect(30));
  timer.expect(30);
  timers[0]?.();
  expect(timers).toHaveLength(2);
});
