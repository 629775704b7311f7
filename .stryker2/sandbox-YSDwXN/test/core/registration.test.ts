// @ts-nocheck
import { createHandler, createHealth, type HealthOptions, heartbeatCheck, manualCheck } from '@probez/core';
import { createSnapshotView } from '@probez/core/internal';
import { createFakeClock } from '@probez/core/testing';
import { describe, expect, it } from 'vitest';

function fake(options: HealthOptions = {}) {
  const clock = createFakeClock();
  return { clock, health: createHealth({ logger: false, clock, ...options }) };
}

describe('a check that comes late', () => {
  it('holds startup up if startup expects it, until its first result', async () => {
    const { clock, health } = fake({ expected: ['migrations'] });
    await health.start();
    let finish = (): void => {};
    const run = () => new Promise<void>((resolve) => (finish = resolve));
    health.register({ name: 'migrations', probes: 'startup', run });
    await clock.settle();
    expect(health.verdict('startup').status).toBe('unknown');
    expect(health.verdict('readiness').ok).toBe(false);
    finish();
    await clock.settle();
    expect(health.verdict('startup').status).toBe('pass');
    expect(health.verdict('readiness').status).toBe('pass');
  });

  it('is late again where it comes back after startup has passed', async () => {
    const { clock, health } = fake({ expected: ['a'] });
    const hang = { name: 'a', run: () => new Promise(() => {}) };
    const unregister = health.register(manualCheck({ name: 'a' }));
    await health.start();
    expect(health.verdict('readiness').status).toBe('pass');
    unregister();
    health.register(hang);
    await clock.settle();
    expect(health.verdict('readiness').status).toBe('pass');
    await clock.advance(2_000);
    expect(health.verdict('readiness').status).toBe('fail');
  });

  it('is not run at all if it serves startup only and startup has passed', async () => {
    const { clock, health } = fake();
    await health.start();
    let runs = 0;
    health.register({ name: 's', probes: 'startup', run: () => void runs++ });
    await clock.advance(60_000);
    expect(runs).toBe(0);
    await health.stop();
    await health.start();
    await health.refresh();
    expect(runs).toBe(0);
  });

  it('turns stale if it is pushed and never pushes', async () => {
    const { clock, health } = fake();
    await health.start();
    health.register({ name: 'silent', attach: () => {}, staleAfterMs: 1_000 });
    await clock.advance(999);
    expect(health.verdict('readiness').status).toBe('pass');
    await clock.advance(1);
    expect(health.verdict('readiness').status).toBe('unknown');
    expect(createHandler(health)({ method: 'GET', url: '/readyz', headers: {} })?.status).toBe(503);
  });

  it('turns stale in a snapshot that was taken before, as in a worker', async () => {
    const { clock, health } = fake();
    await health.start();
    health.register({ name: 'silent', attach: () => {}, staleAfterMs: 1_000 });
    const view = createSnapshotView(health.snapshot(), { now: clock.now });
    expect(view.verdict('readiness').status).toBe('pass');
    await clock.advance(1_000);
    expect(view.verdict('readiness').status).toBe('unknown');
  });
});

describe('somebody else’s attach and detach', () => {
  it('leave nothing behind when attach pushes and then throws', async () => {
    const { health } = fake();
    await health.start();
    const attach = (push: (value: unknown) => void) => {
      push(false);
      throw new Error('no listener');
    };
    expect(() => health.register({ name: 'ghost', attach })).toThrow('no listener');
    expect(health.verdict('readiness').status).toBe('pass');
    expect(health.snapshot().checks).toEqual([]);
    health.register({ name: 'ghost', run: () => true });
  });

  it('do not keep a check that was unregistered when detach throws', async () => {
    const { health } = fake();
    await health.start();
    const attach = (push: (value: unknown) => void) => {
      push(false);
      return () => {
        throw new Error('cannot let go');
      };
    };
    const unregister = health.register({ name: 'sticky', attach });
    expect(health.verdict('readiness').status).toBe('fail');
    expect(unregister).toThrow('cannot let go');
    expect(health.verdict('readiness').status).toBe('pass');
  });
});

describe('waitFor before the first start', () => {
  it('hears of a gate that opened before the start', async () => {
    const { clock, health } = fake();
    const gate = manualCheck({ name: 'gate', initial: 'fail' });
    health.register(gate);
    let passed = false;
    void health.waitFor('readiness').then(() => {
      passed = true;
    });
    gate.pass();
    await health.start();
    await clock.settle();
    expect(passed).toBe(true);
  });
});

it('tells once that a check is stale, however often it was restarted', async () => {
  const { clock, health } = fake({ checks: [heartbeatCheck({ name: 'worker', staleAfterMs: 100 })] });
  await health.start();
  for (let round = 0; round < 5; round += 1) {
    await clock.advance(200);
    await health.stop();
    await health.start();
  }
  await clock.advance(200);
  expect(health.snapshot().checks[0]?.reason).toBe('stale: no result since 2026-01-01T00:00:00.000Z');
});

it('reads verbose and exclude whatever bytes their values hold', async () => {
  const { health } = fake({ checks: [{ name: 'a', run: () => true }] });
  await health.start();
  const ask = (query: string) => createHandler(health)({ method: 'GET', url: `/readyz?${query}`, headers: {} })?.body;
  expect(ask('verbose=%ff')).toBe('[+]a ok\nreadyz check passed\n');
  expect(ask('verbose=%f')).toBe('ok');
  expect(ask('verbose&exclude=%ffb%c3%a9')).toBe(
    '[+]a ok\nwarn: some health checks cannot be excluded: no matches for "\ufffdbé"\nreadyz check passed\n',
  );
});

it('a result that comes after the last one was stale, but before its timer, starts to count from zero', async () => {
  const fake = createFakeClock();
  let skipped = 0;
  const clock = { ...fake, now: () => fake.now() + skipped, time: fake.time };
  const told: string[] = [];
  const health = createHealth({
    logger: false,
    clock,
    checks: [{ name: 'a', run: () => true, periodMs: 1_000, successThreshold: 2 }],
  });
  health.subscribe((event) => event.type === 'check' && told.push(`${event.from} -> ${event.to}`));
  await health.start();
  await fake.advance(1_000);
  expect(health.verdict('readiness').status).toBe('pass');
  // Suspended for an hour: at the wake-up the next run is due before anything else.
  skipped = 3_600_000;
  expect(health.verdict('readiness').status).toBe('unknown');
  await fake.advance(1_000);
  expect(health.verdict('readiness').status).toBe('unknown');
  await fake.advance(2_000);
  expect(health.verdict('readiness').status).toBe('pass');
  expect(told).toEqual(['unknown -> pass', 'pass -> unknown', 'unknown -> pass']);
});

it('a verdict does not outlive a state that has begun to age, even if no timer fires', async () => {
  const fake = createFakeClock();
  let skipped = 0;
  const clock = { ...fake, now: () => fake.now() + skipped, time: fake.time };
  const results = [true, false];
  const check = { name: 'a', probes: 'liveness', successThreshold: 2, failureThreshold: 2 } as const;
  const health = createHealth({ logger: false, clock, checks: [{ ...check, run: () => results.shift() ?? true }] });
  await health.start();
  // One success of two: neither up nor down yet, and liveness is lenient as long as that is news.
  expect(health.verdict('liveness').status).toBe('pass');
  skipped = 27_000;
  expect(health.verdict('liveness').status).toBe('unknown');
});

describe('a pushed check that works with promises', () => {
  it('may attach asynchronously: what that resolves with detaches it, also where it was unregistered meanwhile', async () => {
    const { clock, health } = fake();
    let detached = 0;
    const slow = (name: string) => ({
      name,
      async attach(push: (result: unknown) => void) {
        await null;
        push(true);
        return () => void detached++;
      },
    });
    const early = health.register(slow('a'));
    const late = health.register(slow('b'));
    early();
    await health.start();
    await clock.settle();
    expect(detached).toBe(1);
    expect(health.verdict('readiness').status).toBe('pass');
    late();
    expect(detached).toBe(2);
  });

  it('fails with the reason where attaching fails', async () => {
    const { clock, health } = fake();
    health.register({ name: 'a', attach: () => Promise.reject(new Error('no broker')) });
    await health.start();
    await clock.settle();
    expect(health.snapshot().checks[0]).toMatchObject({ status: 'fail', reason: 'no broker' });
  });

  it('fails where a promise is pushed: nobody would wait for it', async () => {
    const { health } = fake();
    let push = (_: unknown): void => {};
    health.register({
      name: 'a',
      attach(given) {
        push = given;
      },
    });
    await health.start();
    push(Promise.reject(new Error('no')));
    const reason = 'a promise was pushed; push the value that it resolves to';
    expect(health.snapshot().checks[0]).toMatchObject({ status: 'fail', reason });
  });
});

it('a check that is renamed after its registration keeps its name', async () => {
  const { clock, health } = fake();
  const check = { name: 'a', run: ({ name }: { name: string }) => ({ status: 'pass', observedValue: name }) };
  health.register(check);
  const runs: string[] = [];
  health.subscribeRuns(({ name }) => runs.push(name));
  check.name = 'b';
  await health.start();
  await clock.settle();
  expect(runs).toEqual(['a']);
  expect(health.snapshot().checks[0]?.observedValue).toBe('a');
});
