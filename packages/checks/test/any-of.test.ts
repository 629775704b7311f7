import { anyOf } from '@probez/checks';
import { createHealth, type PolledCheck } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { expect, test } from 'vitest';
import { runOnce, start, ticks } from './support.ts';

const passing = (name: string): PolledCheck => ({ name, run: () => ({ status: 'pass' }) });
const failing = (name: string): PolledCheck => ({
  name,
  run: () => {
    throw new Error(`${name} is down`);
  },
});

test.each([
  ['all pass', [passing('a'), passing('b')], 1, 'pass', '2 of 2 pass'],
  ['one fails', [passing('a'), failing('b')], 1, 'warn', '1 of 2 pass; b: b is down'],
  ['too few', [passing('a'), failing('b')], 2, 'fail', '1 of 2 pass, 2 needed; b: b is down'],
  ['none', [failing('a'), failing('b')], 1, 'fail', '0 of 2 pass, 1 needed; a: a is down; b: b is down'],
  ['same names', [passing('db'), failing('db')], 1, 'warn', '1 of 2 pass; db #2: db is down'],
] as const)('%s', async (_what, checks, atLeast, status, reason) => {
  expect(await runOnce(anyOf(checks, { atLeast }))).toMatchObject({ status, reason });
});

test('a silent one holds nobody up, is told so by its signal, and is not run twice', async () => {
  let runs = 0;
  let aborted = false;
  const silent: PolledCheck = {
    name: 'silent',
    run: ({ signal }) => {
      runs += 1;
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => {});
    },
  };
  const check = anyOf([passing('a'), silent]);
  expect(await runOnce(check)).toMatchObject({ status: 'warn', reason: '1 of 2 pass; silent: no answer' });
  expect(aborted).toBe(true);
  expect(await runOnce(check)).toMatchObject({
    status: 'warn',
    reason: '1 of 2 pass; silent: has not answered since an earlier run',
  });
  expect(runs).toBe(1);
});

test('all silent: the run settles at the abort and has said who is waited for', async () => {
  const silent = (name: string): PolledCheck => ({ name, run: () => new Promise(() => {}) });
  const run = start(anyOf([silent('a'), silent('b')]));
  await ticks();
  expect(run.steps.at(-1)).toBe('no answer from a, b');
  run.abort();
  await expect(run.outcome).rejects.toThrow('timed out');
});

test('a replica that is away degrades readiness and no more', async () => {
  const clock = createFakeClock();
  const health = createHealth({ clock, logger: false, checks: [anyOf([failing('a'), passing('b')], { name: 'db' })] });
  await health.start();
  expect(health.verdict('readiness')).toMatchObject({ status: 'warn', ok: true });
  await health.stop();
});
