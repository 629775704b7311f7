// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { type HealthEvent, heartbeatCheck, manualCheck, type Push } from '../src/index.ts';
import { createFakeClock } from '../src/testing.ts';
import { fakeHealth, scripted } from './support.ts';

const told = (events: readonly HealthEvent[]) =>
  events.map((event) => (event.type === 'drain' ? 'drain' : `${event.name}: ${event.from} -> ${event.to}`));

const hang = () => new Promise<never>(() => {});

/** A check that is pushed from outside, whatever becomes of it. */
function pushed(name: string, attached: (push: Push) => void = () => {}) {
  let push: Push = () => {};
  return {
    check: {
      name,
      attach(given: Push) {
        push = given;
        attached(given);
      },
    },
    push: (value: unknown) => push(value),
  };
}

describe('before the start', () => {
  it('nothing is told, whatever is pushed', async () => {
    const gate = manualCheck({ name: 'gate', probes: 'liveness' });
    const { events } = fakeHealth({ checks: [gate] });
    for (const status of ['fail', 'pass', 'fail'] as const) {
      gate[status]('because');
      await undefined;
    }
    expect(events).toEqual([]);
  });

  it('what refresh() found has no age: nobody is late while nobody runs the checks', async () => {
    const { health, clock } = fakeHealth({ checks: [{ name: 'a', probes: 'liveness', run: () => true }] });
    await health.refresh();
    await clock.advance(3_600_000);
    expect(health.verdict('liveness')).toMatchObject({ status: 'pass', validUntil: Number.POSITIVE_INFINITY });
    await health.start();
    expect(health.verdict('liveness').validUntil).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('a check has been heard of by nobody', () => {
    const { health } = fakeHealth({
      checks: [
        { name: 'a', run: () => true },
        { name: 'b', run: () => true, componentType: 'system', componentId: '7' },
      ],
    });
    const fresh = {
      probes: ['readiness'],
      critical: true,
      shared: false,
      status: 'unknown',
      completed: false,
      decided: false,
      everPassed: false,
      late: false,
      failures: 0,
      successes: 0,
      validUntil: Number.POSITIVE_INFINITY,
      staleStatus: 'unknown',
    };
    expect(health.snapshot().checks).toStrictEqual([
      { name: 'a', ...fresh },
      { name: 'b', ...fresh, componentType: 'system', componentId: '7' },
    ]);
  });
});

describe('a first run', () => {
  it('has its time-out, not its age, which may be less', async () => {
    const slow = { name: 'slow', probes: 'liveness' as const, staleAfterMs: 100, timeoutMs: 1_000, run: hang };
    const { health, clock } = fakeHealth({ checks: [slow] });
    void health.start();
    await clock.advance(500);
    expect(health.verdict('liveness').ok).toBe(true);
    await clock.advance(600);
    expect(health.verdict('liveness').ok).toBe(false);
  });
});

describe('staleness', () => {
  it('is told of one check after the other, though nobody asks', async () => {
    const beats = [100, 200, 300].map((staleAfterMs) =>
      heartbeatCheck({ name: `after ${staleAfterMs}`, staleAfterMs }),
    );
    const { health, clock, events } = fakeHealth({ checks: beats });
    await health.start();
    for (const { beat } of beats) beat();
    await clock.advance(0);
    events.length = 0;
    await clock.advance(1_000);
    expect(told(events)).toEqual([
      'after 100: pass -> fail',
      'readiness: pass -> fail',
      'after 200: pass -> fail',
      'after 300: pass -> fail',
    ]);
  });

  it('never comes to what served startup alone, after a restart either', async () => {
    const boot = heartbeatCheck({ name: 'boot', probes: 'startup', staleAfterMs: 100 });
    const { health, clock, events } = fakeHealth({ checks: [boot] });
    await health.start();
    boot.beat();
    await clock.advance(50);
    await health.stop();
    await health.start();
    events.length = 0;
    await clock.advance(10_000);
    expect([told(events), health.snapshot().checks[0]?.status]).toEqual([[], 'pass']);
  });
});

describe('stop()', () => {
  it('begins no run, of those that waited for a slot either', async () => {
    const other = scripted('other');
    const { health, clock } = fakeHealth({ concurrency: 1, checks: [{ name: 'slow', run: hang }, other] });
    void health.start();
    await clock.advance(10);
    await health.stop();
    await clock.advance(60_000);
    expect(other.runs).toBe(0);
  });

  it('twice is once: what has got old meanwhile stays as it was', async () => {
    const loop = heartbeatCheck({ name: 'loop', probes: 'liveness', staleAfterMs: 100 });
    const { health, clock, events } = fakeHealth({ checks: [loop] });
    await health.start();
    loop.beat();
    await clock.advance(10);
    await health.stop();
    await clock.advance(10_000);
    events.length = 0;
    await health.stop();
    await clock.advance(10);
    expect([told(events), health.verdict('liveness').ok, health.snapshot().checks[0]?.status]).toEqual([
      [],
      true,
      'pass',
    ]);
  });

  it('is expected to fail readiness, and liveness is not', async () => {
    const loop = manualCheck({ name: 'loop', probes: 'liveness' });
    const { health, events } = fakeHealth({ checks: [loop] });
    await health.start();
    await health.stop();
    await undefined;
    expect(events).toMatchObject([{ type: 'probe', name: 'readiness', to: 'fail', expected: true }]);
    health.drain();
    await health.start();
    events.length = 0;
    loop.fail('no');
    await undefined;
    const [check, liveness] = events;
    expect([check?.type, liveness]).toMatchObject(['check', { name: 'liveness', to: 'fail' }]);
    expect(liveness).not.toHaveProperty('expected');
  });
});

it('a drain is told once', async () => {
  const { health, events } = fakeHealth();
  await health.start();
  health.drain('a');
  health.drain('b');
  await undefined;
  expect(told(events)).toEqual(['drain', 'readiness: pass -> fail']);
});

describe('who is not registered any more', () => {
  it('is run no more', async () => {
    const gone = scripted('gone');
    const { health, clock } = fakeHealth();
    await health.start();
    const unregister = health.register(gone);
    await clock.advance(10);
    unregister();
    const { runs } = gone;
    await clock.advance(60_000);
    expect([runs, gone.runs]).toEqual([1, 1]);
  });

  it.each<[string, (attach: Push) => void]>([
    ['was taken out', () => {}],
    [
      'could not be attached',
      () => {
        throw new Error('no');
      },
    ],
  ])('%s: what it pushes is nobody’s business', async (_what, attached) => {
    const one = pushed('one', attached);
    const { health, events } = fakeHealth();
    await health.start();
    try {
      health.register(one.check)();
    } catch {
      // It was not registered.
    }
    await undefined;
    events.length = 0;
    one.push({ status: 'fail' });
    await undefined;
    expect([events, health.verdict('readiness').ok, health.snapshot().checks]).toEqual([[], true, []]);
  });

  it('makes room for another of its name, and only then', () => {
    const { health } = fakeHealth({ checks: [{ name: 'a', run: () => true }] });
    expect(() => health.register({ name: 'a', run: () => true })).toThrow(
      expect.objectContaining({ code: 'DUPLICATE_CHECK' }),
    );
  });
});

it('a wrapper that is taken away twice takes no other with it', async () => {
  const seen: string[] = [];
  const { health } = fakeHealth({ checks: [{ name: 'a', run: () => true }] });
  const unwrap = health.wrapRuns((run) => {
    seen.push('first');
    return run();
  });
  health.wrapRuns((run) => {
    seen.push('second');
    return run();
  });
  unwrap();
  unwrap();
  await health.start();
  expect(seen).toEqual(['second']);
});

describe('what events and runs say', () => {
  it('a run that was timed says how long, and one that was pushed does not', async () => {
    const gate = manualCheck({ name: 'gate' });
    const clock = createFakeClock();
    const slow = { name: 'slow', run: () => new Promise((resolve) => clock.setTimer(30, () => resolve(true))) };
    const { health, events } = fakeHealth({ clock, checks: [slow, gate] });
    const runs: unknown[] = [];
    health.subscribeRuns((run) => runs.push(run));
    void health.start();
    await clock.advance(50);
    expect(runs).toMatchObject([{ type: 'run', name: 'slow', outcome: 'pass', durationMs: 30, reason: '' }]);
    expect(events).toMatchObject([{ name: 'slow', durationMs: 30 }, { name: 'readiness' }]);
    events.length = 0;
    gate.fail('no');
    await undefined;
    expect(events[0]).toStrictEqual({
      type: 'check',
      name: 'gate',
      from: 'pass',
      to: 'fail',
      reason: 'no',
      consecutive: 1,
      time: clock.time(),
    });
  });

  it('a run that failed says why', async () => {
    const { health } = fakeHealth({ checks: [{ name: 'a', run: () => Promise.reject(new Error('boom')) }] });
    const runs: unknown[] = [];
    health.subscribeRuns((run) => runs.push(run));
    await health.start();
    expect(runs).toMatchObject([{ outcome: 'fail', reason: 'boom' }]);
  });

  it.each([
    [1, 'g0: r0'],
    [3, 'g0: r0; g1: r1; g2: r2'],
    [4, 'g0: r0; g1: r1; g2: r2; and 1 more'],
    [9, 'g0: r0; g1: r1; g2: r2; and 6 more'],
  ])('a probe that fails by %i checks names three', async (count, reason) => {
    const gates = Array.from({ length: count }, (_, index) => manualCheck({ name: `g${index}` }));
    const { health, events } = fakeHealth({ checks: gates });
    await health.start();
    gates.forEach((gate, index) => {
      gate.fail(`r${index}`);
    });
    await undefined;
    expect(events.at(-1)).toMatchObject({ type: 'probe', reason });
  });
});
