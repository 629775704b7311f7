// @ts-nocheck
import { createHealth } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { expect, test } from 'vitest';

test('the reason of a time-out names the last step of the run', async () => {
  const clock = createFakeClock();
  const health = createHealth({
    clock,
    logger: false,
    checks: [
      {
        name: 'db',
        run: ({ step }) => {
          step?.('waiting for a connection');
          step?.('asking https://app:secret@db');
          return new Promise(() => {});
        },
      },
      { name: 'mute', run: () => new Promise(() => {}) },
    ],
  });
  void health.start();
  await clock.advance(2_000);
  expect(health.snapshot().checks.map((check) => check.reason)).toEqual([
    'timed out after 2000 ms: asking https://***@db',
    'timed out after 2000 ms',
  ]);
  await health.stop();
});
