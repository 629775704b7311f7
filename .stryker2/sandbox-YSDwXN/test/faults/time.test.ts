// @ts-nocheck
import { type Clock, createHandler, createHealth } from '@probez/core';
import { createFakeClock } from '@probez/core/testing';
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

describe('fault 8: green from a cache for days: no expiry, or an age stored as text', () => {
  it('a result is stale at its age even if no timer fires, as after a suspended process', async () => {
    const fake = createFakeClock();
    let skipped = 0;
    const clock: Clock = { ...fake, now: () => fake.now() + skipped, time: fake.time };
    const health = createHealth({ logger: false, clock, checks: [{ name: 'a', run: () => true }] });
    const handler = createHandler(health);
    const ask = () => handler({ method: 'GET', url: '/readyz', headers: {} })?.status;
    await health.start();
    expect(ask()).toBe(200);
    skipped = 26_999;
    expect(ask()).toBe(200);
    skipped = 27_000;
    expect(ask()).toBe(503);
    skipped = 6 * 24 * 60 * 60 * 1_000;
    expect(ask()).toBe(503);
  });

  it('ages by the monotonic clock: a wall clock that is set back or forth changes nothing', async () => {
    const fake = createFakeClock();
    let wall = fake.time();
    const clock: Clock = { ...fake, now: fake.now, time: () => wall };
    const run = () => new Promise(() => {});
    const health = createHealth({
      logger: false,
      clock,
      checks: [
        { name: 'a', attach: (push) => push(true), staleAfterMs: 1_000 },
        { name: 'b', critical: false, run },
      ],
    });
    void health.start();
    wall -= 1e12;
    await fake.advance(999);
    expect(health.verdict('readiness').ok).toBe(true);
    wall += 2e12;
    expect(health.verdict('readiness').ok).toBe(true);
    await fake.advance(1);
    expect(health.verdict('readiness').status).toBe('unknown');
  });
});

describe('fault 11: ‘consecutive’ counters that are cumulative', () => {
  const down = (results: string, threshold: number) => {
    const script = Array.from(results, (letter) => letter === 'S');
    return sequence(script, { failureThreshold: threshold });
  };

  async function sequence(
    script: readonly boolean[],
    thresholds: { failureThreshold?: number; successThreshold?: number },
  ) {
    let index = 0;
    const run = () => script[index] ?? true;
    const { health } = fakeHealth({ checks: [{ name: 'a', run, periodMs: 1_000_000, ...thresholds }] });
    await health.start();
    let seen = '';
    for (index = 0; index < script.length; index += 1) {
      if (index > 0) await health.refresh();
      seen += health.verdict('readiness').ok ? '+' : '-';
    }
    return seen;
  }

  it.each([
    ['SFSSSFSSF', '+++++++++'],
    ['SFFSF', '+++++'],
    ['SFFSFF', '++++++'],
    ['SFFF', '+++-'],
    ['SFFFS', '+++-+'],
    ['SFFFSFFSFFF', '+++-++++++-'],
  ])('%s at a failure threshold of 3: %s', async (results, expected) => {
    expect(await down(results, 3)).toBe(expected);
  });

  it('a success threshold counts in a row as well', async () => {
    const results = Array.from('SSFSFSSFSS', (letter) => letter === 'S');
    expect(await sequence(results, { successThreshold: 2 })).toBe('-+----+--+');
  });
});
