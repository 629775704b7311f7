import { describe, expect, it, vi } from 'vitest';
import { createHandler, createHealth, heartbeatCheck, manualCheck, ProbezError } from '../src/index.ts';
import { createFakeClock } from '../src/testing.ts';
import { deferred, fakeHealth, scripted } from './support.ts';

const statuses = (health: { verdict(probe: 'liveness' | 'readiness' | 'startup'): { status: string } }): string =>
  (['liveness', 'readiness', 'startup'] as const).map((probe) => health.verdict(probe).status).join(' ');

describe('start and stop', () => {
  it('nothing runs before start: liveness passes, startup and readiness fail and say so, also with no check at all', async () => {
    const check = scripted('a');
    const { clock, health } = fakeHealth({ checks: [check] });
    await clock.advance(60_000);
    expect(check.runs).toBe(0);
    expect(statuses(health)).toBe('pass fail fail');
    const empty = fakeHealth({ expected: [] }).health;
    expect(statuses(empty)).toBe('pass fail fail');
    const line = { name: 'not-started', status: 'fail', excluded: false, reason: 'health.start() has not been called' };
    expect(empty.evaluate('startup', { exclude: ['not-started'] })).toMatchObject({
      lines: [line],
      unmatched: ['not-started'],
    });
    expect(empty.evaluate('readiness').lines).toEqual([line]);
    expect(empty.evaluate('liveness').lines).toEqual([]);
    await empty.start();
    expect(statuses(empty)).toBe('pass pass pass');
  });

  it('refresh runs the checks, and starts nothing', async () => {
    const { health } = fakeHealth({ checks: [scripted('a')] });
    expect((await health.refresh()).checks[0]?.status).toBe('pass');
    expect([health.phase, statuses(health)]).toEqual(['idle', 'pass fail fail']);
    expect(health.snapshot().started).toBe(false);
  });

  it('start resolves when every polled check has completed or timed out once, and is idempotent', async () => {
    const { clock, health } = fakeHealth({
      checks: [scripted('quick'), { name: 'hung', run: () => new Promise(() => {}) }],
    });
    const started = vi.fn();
    void health.start().then(started);
    expect(health.start()).toBeInstanceOf(Promise);
    await clock.advance(1_999);
    expect(started).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(started).toHaveBeenCalledOnce();
    expect(health.verdict('readiness').status).toBe('fail');
  });

  it('start never rejects', async () => {
    const { health } = fakeHealth({
      checks: [
        {
          name: 'throws',
          run() {
            throw undefined;
          },
        },
      ],
    });
    await expect(health.start()).resolves.toBeUndefined();
  });

  it('a stop while starting resolves start', async () => {
    const { health } = fakeHealth({ checks: [{ name: 'hung', run: () => new Promise(() => {}) }] });
    const started = health.start();
    await health.stop();
    await expect(started).resolves.toBeUndefined();
  });

  it('after stop readiness fails, liveness and startup stay as they were, no timer is left, and start may follow', async () => {
    const live = scripted('live');
    const { clock, health } = fakeHealth({ checks: [{ ...live, probes: 'liveness' }, scripted('ready')] });
    await health.start();
    expect(statuses(health)).toBe('pass pass pass');
    await health.stop();
    expect(clock.timers).toBe(0);
    expect(statuses(health)).toBe('pass fail pass');
    await clock.advance(3_600_000);
    expect(statuses(health)).toBe('pass fail pass');
    await health.start();
    expect(statuses(health)).toBe('pass pass pass');
  });

  it('a push while stopped is kept for the next start, and cannot kill a long close', async () => {
    const gate = manualCheck({ name: 'gate', probes: ['liveness', 'readiness'] });
    const { health } = fakeHealth({ checks: [gate] });
    await health.start();
    await health.stop();
    gate.fail('pool closed');
    expect(health.verdict('liveness').ok).toBe(true);
    await health.start();
    expect(health.verdict('liveness').ok).toBe(false);
  });

  it('stop aborts runs under way, and a restart waits for them to settle', async () => {
    const gate = deferred();
    const signals: AbortSignal[] = [];
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'slow',
          run({ signal }) {
            signals.push(signal);
            return gate.promise;
          },
        },
      ],
    });
    void health.start();
    await clock.settle();
    await health.stop();
    expect(signals[0]?.aborted).toBe(true);
    const restarted = health.start();
    await clock.advance(500);
    expect(signals).toHaveLength(1);
    gate.resolve();
    await clock.settle();
    expect(signals).toHaveLength(2);
    await restarted;
    expect(health.verdict('readiness').status).toBe('pass');
  });

  it('a run that hangs across a restart is reported after a time-out, not waited for', async () => {
    const { clock, health } = fakeHealth({ checks: [{ name: 'hung', run: () => new Promise(() => {}) }] });
    void health.start();
    await health.stop();
    const restarted = health.start();
    await clock.advance(2_000);
    await restarted;
    expect(health.evaluate('readiness').lines[0]?.reason).toBe('the run that began before stop() has not finished');
  });
});

describe('the schedule', () => {
  it('runs once a period, counted from start to start', async () => {
    const starts: number[] = [];
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'a',
          periodMs: 1_000,
          async run() {
            starts.push(clock.now());
            await new Promise<void>((resolve) => clock.setTimer(300, resolve));
          },
        },
      ],
    });
    void health.start();
    await clock.advance(3_500);
    expect(starts).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it('rechecks while not passing, twice as late each time, up to the period', async () => {
    const starts: number[] = [];
    const check = scripted('a', true, false, false, false, false, false);
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'a',
          run() {
            starts.push(clock.now());
            return check.run();
          },
        },
      ],
    });
    void health.start();
    await clock.advance(60_000);
    expect(starts).toEqual([0, 10_000, 12_000, 16_000, 24_000, 34_000, 44_000, 54_000]);
  });

  it('varies by the jitter', async () => {
    for (const [random, expected] of [
      [0, 900],
      [0.999_999, 1_099.9998],
    ] as const) {
      const starts: number[] = [];
      const { createFakeClock } = await import('../src/testing.ts');
      const clock = createFakeClock({ random: () => random });
      const health = createHealth({
        clock,
        logger: false,
        checks: [{ name: 'a', periodMs: 1_000, run: () => void starts.push(clock.now()) }],
      });
      void health.start();
      await clock.advance(1_500);
      expect(starts[1]).toBeCloseTo(expected, 3);
    }
  });

  it('runs at most `concurrency` checks at a time, and a hung one frees its slot at its time-out', async () => {
    let running = 0;
    let most = 0;
    const gates = Array.from({ length: 6 }, () => deferred());
    const { clock, health } = fakeHealth({
      concurrency: 2,
      checks: gates.map((gate, index) => ({
        name: `c${index}`,
        async run() {
          running += 1;
          most = Math.max(most, running);
          await gate.promise;
          running -= 1;
        },
      })),
    });
    void health.start();
    await clock.settle();
    expect(running).toBe(2);
    await clock.advance(2_000);
    expect(running).toBe(4); // two hang on, two have taken their slots
    for (const gate of gates) gate.resolve();
    await clock.settle();
    expect(health.snapshot().checks.every((check) => check.completed)).toBe(true);
    expect(most).toBe(4);
  });

  it('refresh runs everything now, joins runs under way and does not wait for what hangs', async () => {
    const counted = scripted('counted');
    const { clock, health } = fakeHealth({ checks: [counted, { name: 'hung', run: () => new Promise(() => {}) }] });
    const first = health.refresh();
    await clock.advance(2_000);
    expect((await first).checks.map((check) => check.status)).toEqual(['pass', 'fail']);
    await health.refresh();
    expect(counted.runs).toBe(2);
    expect(clock.timers).toBe(0);
  });

  it('initialDelayMs delays the first run', async () => {
    const check = { ...scripted('a'), initialDelayMs: 5_000 };
    const { clock, health } = fakeHealth({ checks: [check] });
    void health.start();
    await clock.advance(4_999);
    expect(check.runs).toBe(0);
    await clock.advance(1);
    expect(check.runs).toBe(1);
  });
});

describe('a run', () => {
  it('fails at its time-out, aborts its signal, and a late result counts for nothing', async () => {
    const gate = deferred<boolean>();
    let signal: AbortSignal | undefined;
    let runs = 0;
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'a',
          periodMs: 60_000,
          recheckMs: 60_000,
          run(context) {
            runs += 1;
            signal = context.signal;
            return runs === 1 ? gate.promise : false;
          },
        },
      ],
    });
    await Promise.all([health.start(), clock.advance(2_000)]);
    expect(signal?.aborted).toBe(true);
    expect(signal?.reason).toMatchObject({ code: 'CHECK_TIMEOUT', message: 'timed out after 2000 ms' });
    gate.resolve(true);
    await clock.settle();
    expect(health.verdict('readiness').status).toBe('fail');
  });

  it('is alone: a check that has not settled is not started again, and recovers when it settles', async () => {
    const gate = deferred();
    let runs = 0;
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'a',
          run() {
            runs += 1;
            return runs === 1 ? gate.promise : undefined;
          },
        },
      ],
    });
    void health.start();
    await clock.advance(120_000);
    expect(runs).toBe(1);
    expect(health.verdict('readiness').status).toBe('unknown');
    gate.resolve();
    await clock.settle();
    expect(runs).toBe(2);
    expect(health.verdict('readiness').status).toBe('pass');
  });

  it('is told to those who ask for runs, and can be wrapped', async () => {
    const { clock, health } = fakeHealth({ checks: [scripted('a', true, false)] });
    const told: string[] = [];
    health.subscribeRuns((event) => told.push(`${event.name} ${event.outcome}`));
    const unwrap = health.wrapRuns(async (run, check) => {
      told.push(`before ${check.name}`);
      return run();
    });
    await health.start();
    await clock.advance(10_000);
    unwrap();
    await clock.advance(2_000);
    expect(told).toEqual(['before a', 'a pass', 'before a', 'a fail', 'a pass']);
  });
});

describe('what a check contributes', () => {
  it('critical: false degrades and never blocks', async () => {
    const { health } = fakeHealth({ checks: [{ ...scripted('a', false), critical: false }] });
    await health.start();
    expect(health.verdict('readiness')).toMatchObject({ status: 'warn', ok: true });
  });

  it('shared: blocks until it has passed once, then degrades', async () => {
    const check = scripted('db', false, true, false);
    const { clock, health } = fakeHealth({
      checks: [{ ...check, shared: true, periodMs: 1_000, run: () => check.run() }],
    });
    await health.start();
    expect(health.verdict('readiness').status).toBe('fail');
    await clock.advance(1_000);
    expect(health.verdict('readiness').status).toBe('pass');
    await clock.advance(1_000);
    expect(health.verdict('readiness').status).toBe('warn');
  });

  it('worst wins: fail, unknown, warn, pass', async () => {
    const { health } = fakeHealth({
      checks: [manualCheck({ name: 'w', initial: 'warn' }), { name: 'never', attach: () => {} }, scripted('p')],
    });
    await health.start();
    expect(health.verdict('readiness').status).toBe('unknown');
    health.register(manualCheck({ name: 'f', initial: 'fail' }));
    expect(health.verdict('readiness').status).toBe('fail');
  });

  it('liveness passes until a check has completed or timed out once; with a threshold, until that is reached', async () => {
    const { clock, health } = fakeHealth({
      checks: [
        {
          name: 'slow',
          probes: 'liveness',
          failureThreshold: 2,
          run: () => new Promise((_, reject) => clock.setTimer(500, () => reject(new Error('x')))),
        },
      ],
    });
    void health.start();
    await clock.advance(1_000);
    expect(health.verdict('liveness').ok).toBe(true);
    await clock.advance(2_000);
    expect(health.verdict('liveness').ok).toBe(false);
  });

  it('a check registered late does not count until it has had its say', async () => {
    const gate = deferred<boolean>();
    const { clock, health } = fakeHealth({ checks: [scripted('early')] });
    await health.start();
    health.register({ name: 'late', run: () => gate.promise });
    await clock.settle();
    expect(health.verdict('readiness').status).toBe('pass');
    expect(health.evaluate('readiness').lines.map((line) => line.name)).toEqual(['early']);
    gate.resolve(false);
    await clock.settle();
    expect(health.verdict('readiness').status).toBe('fail');
  });

  it('unregistering takes a check out, and its name is free again', async () => {
    const { clock, health } = fakeHealth();
    await health.start();
    const unregister = health.register(scripted('a', false));
    await clock.settle();
    expect(health.verdict('readiness').ok).toBe(false);
    unregister();
    unregister();
    expect(health.verdict('readiness').ok).toBe(true);
    health.register(scripted('a'));
    unregister(); // the second holder of the name is none of the first's business
    expect(health.snapshot().checks).toHaveLength(1);
    await health.stop();
    expect(clock.timers).toBe(0);
  });
});

describe('startup', () => {
  it('latches for good, gates readiness until then, and its own checks are no longer run', async () => {
    const migrations = scripted('migrations', false, true);
    const { clock, health } = fakeHealth({
      checks: [{ ...migrations, probes: 'startup', run: () => migrations.run() }, scripted('db')],
    });
    await health.start();
    expect(statuses(health)).toBe('pass fail fail');
    expect(health.evaluate('readiness').lines.map((line) => line.name)).toEqual(['db', 'startup-probe']);
    await clock.advance(2_000);
    expect(statuses(health)).toBe('pass pass pass');
    migrations.next = false;
    await clock.advance(3_600_000);
    expect(migrations.runs).toBe(2);
    expect(statuses(health)).toBe('pass pass pass');
    await health.stop();
    await health.start();
    expect(health.snapshot().started).toBe(true);
    expect(migrations.runs).toBe(2);
  });

  it('an expected name that nobody registered keeps it failing, and says which', async () => {
    const { clock, health } = fakeHealth({ expected: ['billing', 'billing'] });
    await health.start();
    expect(statuses(health)).toBe('pass fail fail');
    expect(health.evaluate('startup').lines).toEqual([
      { name: 'billing', status: 'fail', excluded: false, reason: 'expected, but not registered' },
    ]);
    expect(health.snapshot().missing).toEqual(['billing']);
    health.register(scripted('billing'));
    await clock.settle();
    expect(statuses(health)).toBe('pass pass pass');
  });

  it('all startup checks must pass in one evaluation', async () => {
    const a = manualCheck({ name: 'a', probes: 'startup', initial: 'fail' });
    const b = manualCheck({ name: 'b', probes: 'startup', initial: 'fail' });
    const { health } = fakeHealth({ checks: [a, b] });
    await health.start();
    a.pass();
    a.fail();
    b.pass();
    expect(health.verdict('startup').ok).toBe(false);
    a.pass();
    expect(health.verdict('startup').ok).toBe(true);
  });
});

describe('drain', () => {
  it('fails readiness for good, and nothing else', async () => {
    const check = scripted('a');
    const { clock, health } = fakeHealth({ checks: [{ ...check, probes: ['liveness', 'readiness'] }] });
    await health.start();
    health.drain('SIGTERM');
    health.drain('again');
    expect(statuses(health)).toBe('pass fail pass');
    expect(health.evaluate('readiness', { exclude: ['shutdown', 'a'] })).toMatchObject({
      ok: false,
      unmatched: ['shutdown'],
    });
    await clock.advance(60_000);
    await health.stop();
    await health.start();
    expect(statuses(health)).toBe('pass fail pass');
    expect(health.snapshot().draining).toEqual({ reason: 'SIGTERM' });
  });
});

describe('the reason of a drain', () => {
  it.each<[unknown, string]>([
    ['SIGTERM', 'SIGTERM'],
    [undefined, 'shutting down'],
    ['', 'shutting down'],
    [null, 'shutting down'],
    ['a\nb', 'a b'],
    [new Error('the disk is full'), 'the disk is full'],
    [15, '15'],
    [Object.create(null), '{}'],
  ])('%#: is one line, whatever is given', (given, reason) => {
    const { health } = fakeHealth();
    Reflect.apply(health.drain, undefined, [given]);
    expect(health.snapshot().draining).toEqual({ reason });
  });
});

describe('staleness', () => {
  it('is an event even if no run ever completes', async () => {
    const { clock, health, events } = fakeHealth({ checks: [{ name: 'a', run: () => new Promise(() => {}) }] });
    void health.start();
    await clock.advance(28_999);
    expect(events.at(-1)).toMatchObject({ type: 'probe', to: 'fail' });
    await clock.advance(1);
    expect(events.slice(-2)).toMatchObject([
      { type: 'check', name: 'a', from: 'fail', to: 'unknown' },
      { type: 'probe', name: 'readiness', from: 'fail', to: 'unknown' },
    ]);
  });

  it('is seen by a probe even when the timer is late, as after a blocked event loop', async () => {
    const { clock, health } = fakeHealth({ checks: [scripted('a')] });
    await health.start();
    const late = { ...clock, now: () => clock.now() + 60_000 };
    const frozen = createHealth({
      logger: false,
      clock: { ...late, setTimer: () => () => {} },
      checks: [scripted('a')],
    });
    await frozen.start();
    expect(frozen.verdict('readiness').ok).toBe(true);
    await clock.advance(60_000);
    expect(frozen.verdict('readiness').status).toBe('unknown');
  });

  it('a heartbeat fails when beats stop, counted from start', async () => {
    const beat = heartbeatCheck({ name: 'consumer', staleAfterMs: 5_000, probes: 'liveness' });
    const { clock, health } = fakeHealth({ checks: [beat] });
    await clock.advance(60_000);
    expect(health.verdict('liveness').ok).toBe(true);
    // Before the start nobody is late, whether something has beaten or not.
    beat.beat();
    await clock.advance(60_000);
    expect(health.verdict('liveness').ok).toBe(true);
    void health.start();
    await clock.advance(4_999);
    expect(health.verdict('liveness').ok).toBe(true);
    await clock.advance(1);
    expect(health.verdict('liveness').status).toBe('fail');
    beat.beat();
    expect(health.verdict('liveness').status).toBe('pass');
    await clock.advance(4_999);
    expect(health.verdict('liveness').status).toBe('pass');
    await clock.advance(1);
    expect(health.verdict('liveness').status).toBe('fail');
  });
});

describe('events', () => {
  it('one per transition, and none for registering', async () => {
    const gate = manualCheck({ name: 'gate' });
    const { clock, health, events } = fakeHealth({ checks: [gate, scripted('a')] });
    gate.warn();
    gate.pass();
    await health.start();
    gate.fail('maintenance');
    await clock.settle();
    gate.fail('maintenance still');
    await clock.advance(30_000);
    gate.pass();
    await clock.settle();
    expect(
      events.map((event) => (event.type === 'drain' ? 'drain' : `${event.name}: ${event.from} -> ${event.to}`)),
    ).toEqual([
      'a: unknown -> pass',
      'readiness: unknown -> pass',
      'gate: pass -> fail',
      'readiness: pass -> fail',
      'gate: fail -> pass',
      'readiness: fail -> pass',
    ]);
    expect(events[3]).toMatchObject({ reason: 'gate: maintenance' });
  });

  it('tell how many results in a row led there', async () => {
    const { clock, health, events } = fakeHealth({
      checks: [{ ...scripted('a', true, false, false, false), failureThreshold: 3, periodMs: 1_000 }],
    });
    await health.start();
    await clock.advance(3_000);
    expect(events.find((event) => event.type === 'check' && event.to === 'fail')).toMatchObject({ consecutive: 3 });
  });

  it('a listener that asks at once hears what is true now', async () => {
    const check = manualCheck({ name: 'a' });
    const { clock, health } = fakeHealth({ checks: [check, manualCheck({ name: 'b' })] });
    await health.start();
    const heard: string[] = [];
    health.subscribe(({ type }) => {
      heard.push(`${type}: ${health.verdict('readiness').status} ${health.evaluate('readiness').status}`);
    });
    expect(health.verdict('readiness').ok).toBe(true);
    check.fail();
    await clock.settle();
    check.pass();
    await clock.settle();
    health.drain();
    expect(heard).toEqual([
      'check: fail fail',
      'probe: fail fail',
      'check: pass pass',
      'probe: pass pass',
      'drain: fail fail',
      'probe: fail fail',
    ]);
  });

  it('a throwing or rejecting listener harms nobody', async () => {
    const { health, events } = fakeHealth({ checks: [scripted('a')] });
    health.subscribe(() => {
      throw new Error('mine');
    });
    health.subscribe(async () => {
      throw new Error('mine too');
    });
    const unsubscribe = health.subscribe(() => {
      throw new Error('gone');
    });
    unsubscribe();
    await health.start();
    expect(events).toHaveLength(2);
    expect(health.verdict('readiness').ok).toBe(true);
  });

  it('neither does a logger, be it asynchronous', async () => {
    const check = scripted('a', false, true);
    const logger = {
      info: () => {
        throw new Error('full');
      },
      warn: async () => {
        throw new Error('full as well');
      },
      error: async () => {
        throw new Error('no disk');
      },
    };
    const { clock, health, events } = fakeHealth({ checks: [check], logger });
    await health.start();
    await clock.advance(10_000);
    health.drain();
    expect(events.length).toBeGreaterThan(3);
  });

  it('are logged once each, as text, at a fitting level', async () => {
    const lines: string[] = [];
    const at = (level: string) => (message: string) => lines.push(`${level} ${message}`);
    const gate = manualCheck({ name: 'gate' });
    const { clock, health } = fakeHealth({
      checks: [gate],
      logger: { info: at('info'), warn: at('warn'), error: at('error') },
    });
    await health.start();
    gate.fail('password=x\nno');
    await clock.settle();
    gate.pass();
    await clock.settle();
    health.drain('SIGTERM');
    expect(lines).toEqual([
      'warn probez: check gate: pass -> fail: password=*** no',
      'error probez: readiness: pass -> fail: gate: password=*** no',
      'info probez: check gate: fail -> pass',
      'info probez: readiness: fail -> pass',
      'info probez: draining: SIGTERM',
      'warn probez: readiness: pass -> fail: shutdown: draining: SIGTERM',
    ]);
  });
});

it('a listener that stops health when it is told of staleness leaves no timer', async () => {
  const { clock, health } = fakeHealth({
    checks: [heartbeatCheck({ name: 'a', staleAfterMs: 100 }), heartbeatCheck({ name: 'b', staleAfterMs: 200 })],
  });
  health.subscribe((event) => {
    if (event.type === 'check' && event.name === 'a') void health.stop();
  });
  await health.start();
  await clock.advance(100);
  expect(health.phase).toBe('stopped');
  expect(clock.timers).toBe(0);
});

describe('waitFor', () => {
  it('resolves when the probe passes, at once if it does', async () => {
    const gate = manualCheck({ name: 'gate', initial: 'fail' });
    const { health } = fakeHealth({ checks: [gate] });
    await health.start();
    const ready = health.waitFor('readiness');
    gate.pass();
    await ready;
    await health.waitFor('readiness');
  });

  it('gives up at its deadline and says what was missing', async () => {
    const { clock, health } = fakeHealth({ checks: [manualCheck({ name: 'gate', initial: 'fail' })] });
    await health.start();
    const ready = health.waitFor('readiness', { deadlineMs: 500 });
    const refused = expect(ready).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: 'readiness did not pass within 500 ms: gate: fail',
    });
    await clock.advance(500);
    await refused;
    expect(clock.timers).toBe(0);
  });

  it.each(['waiting', 'asked afterwards'])('for readiness gives up when the service drains: %s', async (when) => {
    const gate = manualCheck({ name: 'gate', initial: 'fail' });
    const { clock, health } = fakeHealth({ checks: [gate] });
    await health.start();
    const early = when === 'waiting' ? health.waitFor('readiness', { deadlineMs: 60_000 }) : undefined;
    health.drain('SIGTERM');
    await expect(early ?? health.waitFor('readiness')).rejects.toMatchObject({
      code: 'SHUTDOWN',
      message: 'readiness cannot pass any more: draining: SIGTERM',
    });
    // Liveness goes on meanwhile.
    await health.waitFor('liveness');
    await health.stop();
    expect(clock.timers).toBe(0);
  });

  it.each(['readiness', 'startup', 'liveness'] as const)('for %s gives up when health is stopped', async (probe) => {
    const gate = manualCheck({ name: 'gate', initial: 'fail', probes: [probe] });
    const { clock, health } = fakeHealth({ checks: [gate] });
    await health.start();
    const early = health.waitFor(probe, { deadlineMs: 60_000 });
    const refused = expect(early).rejects.toMatchObject({
      code: 'SHUTDOWN',
      message: expect.stringContaining(`${probe} did not pass before health was stopped: `),
    });
    await health.stop();
    await refused;
    expect(clock.timers).toBe(0);
    await expect(health.waitFor(probe)).rejects.toMatchObject({ code: 'SHUTDOWN' });
    // A start may follow, and with it the wait for it.
    await health.start();
    const again = health.waitFor(probe);
    gate.pass();
    await again;
  });

  it('resolves for what stays as it was when health is stopped', async () => {
    const { health } = fakeHealth({});
    await health.start();
    await health.stop();
    await health.waitFor('liveness');
    await health.waitFor('startup');
  });

  it('gives up with the reason of its signal', async () => {
    const { health } = fakeHealth({ checks: [manualCheck({ name: 'gate', initial: 'fail' })] });
    const controller = new AbortController();
    const ready = health.waitFor('readiness', { signal: controller.signal, deadlineMs: 500 });
    controller.abort(new Error('enough'));
    await expect(ready).rejects.toThrow('enough');
    await expect(health.waitFor('readiness', { signal: controller.signal })).rejects.toThrow('enough');
  });
});

it('a clock without a calendar breaks neither an answer nor a timer', async () => {
  const real = createFakeClock();
  const clock = { ...real, time: () => Number.NaN };
  const { health } = fakeHealth({ clock, checks: [heartbeatCheck({ name: 'a', staleAfterMs: 1_000 })] });
  await health.start();
  const json = createHandler(health)({ method: 'GET', url: '/readyz?format=json', headers: {} })?.body;
  expect(json).toBe('{"status":"pass","checks":{"a":[{"status":"pass"}]}}\n');
  await real.advance(1_000);
  expect(health.verdict('readiness').status).toBe('fail');
  await health.stop();
});

it('one check may serve two healths', async () => {
  const gate = manualCheck({ name: 'gate' });
  const one = fakeHealth({ checks: [gate] }).health;
  const two = fakeHealth({ checks: [gate] }).health;
  gate.fail();
  expect([one.verdict('readiness').ok, two.verdict('readiness').ok]).toEqual([false, false]);
});

it('what is handed out cannot be changed for others', async () => {
  const { health } = fakeHealth({
    checks: [{ name: 'a', run: () => ({ status: 'pass', observedValue: { sizes: [1, 2] } }) }],
  });
  await health.start();
  const { checks } = health.snapshot();
  const value = checks[0]?.observedValue;
  for (const given of [health.verdict('readiness'), checks, checks[0], value, Reflect.get(Object(value), 'sizes')])
    expect(Object.isFrozen(given)).toBe(true);
});

it('a snapshot is plain data', async () => {
  const { health } = fakeHealth({ checks: [scripted('a'), manualCheck({ name: 'b' })], version: '1' });
  await health.start();
  const snapshot = health.snapshot();
  expect(structuredClone(snapshot)).toEqual(snapshot);
});

it('errors are of one class', () => {
  expect(() => createHealth({ checks: [manualCheck({ name: '' })] })).toThrow(ProbezError);
});
