// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { createHealth } from '../src/index.ts';
import { createFakeClock } from '../src/testing.ts';

function underTest(logger = {}) {
  const clock = createFakeClock();
  const warned: string[] = [];
  const down = new Map([
    ['postgres', 'connection refused'],
    ['redis', ''],
  ]);
  const check = (name: string) => ({
    name,
    jitter: 0,
    run: async () => {
      const reason = down.get(name);
      if (reason) throw new Error(reason);
    },
  });
  const health = createHealth({
    clock,
    checks: [check('postgres'), check('redis')],
    logger: { info() {}, error() {}, warn: (line: string) => void warned.push(line), ...logger },
  });
  const reminders = () => warned.filter((line) => line.includes('failing for'));
  return { clock, down, health, reminders };
}

describe('while readiness fails', () => {
  it('one line a minute says which check, for how long and why; none after that', async () => {
    const { clock, down, health, reminders } = underTest();
    void health.start();
    await clock.advance(59_000);
    expect(reminders()).toEqual([]);
    await clock.advance(2_000);
    expect(reminders()).toEqual(['probez: readiness: failing for 1 min: postgres for 1 min (connection refused)']);
    down.set('redis', 'timeout');
    await clock.advance(120_000);
    expect(reminders().at(-1)).toBe(
      'probez: readiness: failing for 3 min: postgres for 3 min (connection refused), redis for 1 min (timeout)',
    );
    expect(reminders()).toHaveLength(3);
    down.clear();
    await clock.advance(300_000);
    expect(reminders()).toHaveLength(3);
    expect(health.verdict('readiness').ok).toBe(true);
  });

  it('because it drains or has been stopped, nobody is reminded', async () => {
    const draining = underTest();
    void draining.health.start();
    await draining.clock.advance(30_000);
    draining.health.drain();
    await draining.clock.advance(300_000);
    expect(draining.reminders()).toEqual([]);
    const stopped = underTest();
    void stopped.health.start();
    await stopped.clock.advance(30_000);
    await stopped.health.stop();
    await stopped.clock.advance(300_000);
    expect(stopped.reminders()).toEqual([]);
    expect(stopped.clock.timers).toBe(0);
  });

  it('a logger that throws or rejects does no harm', async () => {
    for (const warn of [
      () => {
        throw new Error('no');
      },
      () => Promise.reject(new Error('no')),
    ]) {
      const { clock, health } = underTest({ warn });
      void health.start();
      await clock.advance(200_000);
      expect(health.verdict('readiness').ok).toBe(false);
    }
  });
});
