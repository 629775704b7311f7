import { createHandler, createHealth, type HealthView, type Snapshot } from '@probez/core';
import { createSnapshotView } from '@probez/core/internal';
import { createFakeClock } from '@probez/core/testing';
import { describe, expect, it } from 'vitest';

/** A snapshot whose check states count how often they are looked at. */
function counted(snapshot: Snapshot): { snapshot: Snapshot; looks(): number } {
  let looks = 0;
  const checks = snapshot.checks.map(
    (state) =>
      new Proxy(state, {
        get(target, key, receiver) {
          looks += 1;
          return Reflect.get(target, key, receiver);
        },
      }),
  );
  return {
    snapshot: { ...snapshot, checks },
    looks() {
      const count = looks;
      looks = 0;
      return count;
    },
  };
}

async function withChecks(count: number, ok: boolean) {
  const clock = createFakeClock();
  const health = createHealth({
    logger: false,
    clock,
    concurrency: 1_000,
    checks: Array.from({ length: count }, (_, index) => ({ name: `check-${index}`, run: () => ok || index > 0 })),
  });
  await health.start();
  const { snapshot, looks } = counted(health.snapshot());
  const view = createSnapshotView(snapshot, { now: clock.now });
  const handler = createHandler(view);
  const ask = (url: string) => handler({ method: 'GET', url, headers: {} });
  ask('/readyz');
  looks();
  return { clock, health, ask, looks };
}

// Counted, not timed: the ratio of times is in bench/.
describe('a probe costs the same with 1,000 checks as with one', () => {
  it.each([1, 1_000])('%d checks: a passing probe looks at none of them', async (count) => {
    const { ask, looks } = await withChecks(count, true);
    for (const target of ['/readyz', '/readyz/', '/readyz?a=b', '/livez', '/startupz']) {
      for (let probe = 0; probe < 100; probe += 1) ask(target);
      // /livez and /startupz are judged once.
      expect(looks()).toBeLessThanOrEqual(target === '/livez' || target === '/startupz' ? 20 * count : 0);
      for (let probe = 0; probe < 100; probe += 1) expect(ask(target)?.status).toBe(200);
      expect(looks()).toBe(0);
    }
  });

  it.each([1, 1_000])('%d checks: a failing probe prints its lines once per verdict', async (count) => {
    const { ask, looks } = await withChecks(count, false);
    const first = ask('/readyz');
    expect(first?.status).toBe(503);
    looks();
    for (let probe = 0; probe < 100; probe += 1) expect(ask('/readyz?verbose')).toBe(ask('/readyz'));
    expect(looks()).toBe(0);
  });

  it('results that change no status cost no judgement', async () => {
    const { clock, health } = await withChecks(1_000, true);
    const verdict = health.verdict('readiness');
    await clock.advance(25_000);
    expect(health.verdict('readiness')).toBe(verdict);
    const view: HealthView = health;
    expect(view.verdict('readiness').ok).toBe(true);
  });
});
