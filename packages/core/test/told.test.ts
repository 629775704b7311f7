import { describe, expect, it } from 'vitest';
import { createListeners, ignore, isThenable } from '../src/events.ts';
import {
  createHealth,
  type HealthEvent,
  heartbeatCheck,
  manualCheck,
  ProbezError,
  type TransitionEvent,
} from '../src/index.ts';
import { createHealthLog } from '../src/log.ts';
import { createFakeClock } from '../src/testing.ts';
import { deferred, fakeHealth, scripted } from './support.ts';

/** Not as a literal: some take such a thing for a promise. */
const thenable = (then: unknown, of: object = {}): object => Object.defineProperty(of, 'then', { value: then });

describe('listeners', () => {
  it('hear until they are taken away, each by itself', () => {
    const listeners = createListeners<number>();
    const heard: number[] = [];
    const listener = (event: number): void => void heard.push(event);
    const [first, second] = [listeners.add(listener), listeners.add(listener)];
    expect(listeners.size).toBe(2);
    listeners.emit(1);
    first();
    first();
    listeners.emit(2);
    second();
    listeners.emit(3);
    expect([heard, listeners.size]).toEqual([[1, 1, 2], 0]);
    expect(() => Reflect.apply(listeners.add, undefined, [5])).toThrow('the listener is 5; allowed: a function');
  });

  it.each<[string, unknown, boolean]>([
    ['a promise', Promise.resolve(), true],
    ['a thenable', thenable(() => {}), true],
    [
      'a function that is one',
      thenable(
        () => {},
        () => {},
      ),
      true,
    ],
    ['a function', () => {}, false],
    ['nothing', undefined, false],
    ['null', null, false],
    ['a text', 'then', false],
    ['what has something else', thenable(1), false],
    [
      'what cannot be looked at',
      new Proxy(
        {},
        {
          has: () => {
            throw new Error('no');
          },
        },
      ),
      false,
    ],
  ])('%s', (_what, value, thenable) => {
    expect(isThenable(value)).toBe(thenable);
    expect(() => ignore(value)).not.toThrow();
  });
});

describe('the log', () => {
  function lines() {
    const told: string[] = [];
    const say = (level: string) => (line: string) => void told.push(`${level} ${line}`);
    return { told, log: createHealthLog({ info: say('info'), warn: say('warn'), error: say('error') }) };
  }
  const event = (more: Partial<TransitionEvent>): HealthEvent => ({
    type: 'check',
    name: 'a',
    from: 'pass',
    to: 'fail',
    reason: '',
    consecutive: 1,
    time: 0,
    ...more,
  });

  it.each<[HealthEvent, string]>([
    [event({}), 'warn probez: check a: pass -> fail'],
    [event({ consecutive: 2 }), 'warn probez: check a: pass -> fail after 2 in a row'],
    [event({ durationMs: 12.6 }), 'warn probez: check a: pass -> fail (13 ms)'],
    [
      event({ consecutive: 3, durationMs: 0, reason: 'no' }),
      'warn probez: check a: pass -> fail after 3 in a row (0 ms): no',
    ],
    [event({ to: 'warn', reason: 'slow' }), 'info probez: check a: pass -> warn: slow'],
    [event({ type: 'probe', name: 'readiness' }), 'error probez: readiness: pass -> fail'],
    [event({ type: 'probe', name: 'readiness', from: 'fail', to: 'pass' }), 'info probez: readiness: fail -> pass'],
  ])('case %#', (given, line) => {
    const { told, log } = lines();
    log.event(given);
    expect(told).toEqual([line]);
  });

  it('says once that nobody has started health', () => {
    const { told, log } = lines();
    log.notStarted();
    log.notStarted();
    expect(told).toEqual([expect.stringMatching(/^warn probez: a probe request came before health\.start\(\)/)]);
  });

  it('false says nothing', () => {
    const log = createHealthLog(false);
    log.event(event({}));
    log.notStarted();
  });
});

it('a reminder names five, and counts the others', async () => {
  const clock = createFakeClock();
  const warned: string[] = [];
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const checks = names.map((name) => manualCheck({ name, initial: 'fail' }));
  const logger = { info() {}, error() {}, warn: (line: string) => void warned.push(line) };
  const health = createHealth({
    clock,
    logger,
    checks: [...checks, { name: 'told', run: () => Promise.reject('why') }],
  });
  void health.start();
  const last = async () => {
    await clock.advance(60_000);
    return warned.filter((line) => line.includes('failing for')).at(-1);
  };
  expect(await last()).toMatch(/^probez: readiness: failing for 1 min: a\b.*, e\b[^,]* and 3 more$/);
  for (const check of checks.slice(0, 3)) check.pass();
  expect(await last()).toMatch(/: d\b[^,]*, e\b[^,]*, f\b[^,]*, g\b[^,]*, told for 2 min \(why\)$/);
  expect(await last()).not.toContain('more');
  await health.stop();
});

describe('what health is asked', () => {
  it.each([
    [{ version: '1' }],
    [{ releaseId: '2' }],
    [{ serviceId: '3' }],
    [{ description: '4' }],
    [{ version: '1', releaseId: '2', serviceId: '3', description: '4' }],
    [{}],
  ])('info is what was given: %j', (given) => {
    const { info } = createHealth({ logger: false, ...given });
    expect(info).toEqual(given);
    expect(Object.keys(info)).toEqual(Object.keys(given));
    expect(Object.isFrozen(info)).toBe(true);
  });

  it.each<[readonly unknown[], string]>([
    [['readines'], 'waitFor was given "readines"; allowed: "liveness", "readiness", "startup"'],
    [['readiness', { deadlineMs: 0 }], 'deadlineMs of waitFor is 0; allowed: a number of milliseconds'],
    [['readiness', { timeoutMs: 5 }], 'waitFor: unknown option "timeoutMs"'],
    [['readiness', { signal: {} }], 'signal of waitFor is {}; allowed: an AbortSignal'],
    [['readiness', { signal: null }], 'signal of waitFor is null; allowed: an AbortSignal'],
  ])('waitFor%j is refused', async (given, message) => {
    const { health } = fakeHealth();
    const waiting: Promise<void> = Reflect.apply(health.waitFor, undefined, given);
    await expect(waiting).rejects.toThrow(message);
    await expect(waiting).rejects.toMatchObject({ code: 'INVALID_OPTION', name: 'ProbezError' });
  });

  it('waitFor says who has not passed, and leaves no timer and no listener', async () => {
    const gate = manualCheck({ name: 'gate', initial: 'fail' });
    const { clock, health } = fakeHealth({ checks: [gate, scripted('fine'), scripted('bad', false)] });
    await health.start();
    const timers = clock.timers;
    const { signal } = new AbortController();
    const removed: string[] = [];
    signal.removeEventListener = (type: string) => void removed.push(type);
    const late = health.waitFor('readiness', { deadlineMs: 50, signal });
    expect(clock.timers).toBe(timers + 1);
    await Promise.all([
      expect(late).rejects.toThrow(/^readiness did not pass within 50 ms: gate: [^;]+; bad: the check returned false$/),
      clock.advance(50),
    ]);
    expect([clock.timers, removed]).toEqual([timers, ['abort']]);
    const endless = health.waitFor('readiness');
    expect(clock.timers).toBe(timers);
    health.drain('enough');
    await expect(endless).rejects.toThrow(/^readiness cannot pass any more: draining: enough$/);
    await expect(health.waitFor('liveness')).resolves.toBeUndefined();
  });

  it('a drain ends no wait for another probe', async () => {
    const gate = manualCheck({ name: 'gate', probes: 'startup', initial: 'fail' });
    const { clock, health } = fakeHealth({ checks: [gate] });
    await health.start();
    let over = 'no';
    void health.waitFor('startup').then(
      () => (over = 'passed'),
      () => (over = 'gone'),
    );
    health.drain();
    await clock.settle();
    expect(over).toBe('no');
    gate.pass();
    await clock.settle();
    expect(over).toBe('passed');
  });
});

describe('ready-made checks', () => {
  it.each<[() => unknown, string]>([
    [
      () => Reflect.apply(manualCheck, undefined, ['gate']),
      'the options object of manualCheck is "gate"; allowed: an object, such as { name: \'warm-up\' }',
    ],
    [
      () => Reflect.apply(manualCheck, undefined, [{ name: 'a', inital: 'fail' }]),
      'manualCheck: unknown option "inital"',
    ],
    [
      () => Reflect.apply(manualCheck, undefined, [{ name: 'a', initial: 'up' }]),
      'initial of check "a" is "up"; allowed: "pass", "warn" or "fail"',
    ],
    [
      () => Reflect.apply(heartbeatCheck, undefined, [{ name: 'a', stale: 5 }]),
      'heartbeatCheck: unknown option "stale"',
    ],
    [() => heartbeatCheck({ name: 'a', staleAfterMs: 0 }), 'staleAfterMs of check "a" is 0'],
  ])('case %#: refused', (make, message) => {
    expect(make).toThrow(message);
  });

  it('what was unregistered hears no more, and a reason is told where there is one', () => {
    const gate = manualCheck({ name: 'gate' });
    const { health } = fakeHealth();
    const other = fakeHealth().health;
    const unregister = health.register(gate);
    other.register(gate);
    unregister();
    health.register(manualCheck({ name: 'gate' }));
    gate.fail();
    const of = (asked: typeof health) => asked.snapshot().checks[0];
    expect(of(health)?.status).toBe('pass');
    expect(of(other)?.status).toBe('fail');
    expect(of(other)).not.toHaveProperty('reason', undefined);
    gate.fail('why');
    expect(of(other)?.reason).toBe('why');
  });
});

describe('the fake clock', () => {
  it.each<[unknown, string]>([
    [{ nov: 1 }, 'createFakeClock: unknown option "nov"'],
    [{ now: Number.NaN }, 'now of the fake clock is NaN; allowed: a number of milliseconds'],
    [{ time: 'x' }, 'time of the fake clock is "x"; allowed: milliseconds since 1970'],
    [{ time: '5' }, 'time of the fake clock is "5"; allowed: milliseconds since 1970'],
    [{ time: 1e300 }, 'time of the fake clock is 1e+300; allowed: milliseconds since 1970'],
    [{ random: 0.5 }, 'random of the fake clock is 0.5; allowed: a function'],
  ])('%j is refused', (options, message) => {
    expect(() => Reflect.apply(createFakeClock, undefined, [options])).toThrow(message);
  });

  it('fires what is due at the same moment in the order in which it was set', async () => {
    const clock = createFakeClock();
    const told: number[] = [];
    for (const each of [1, 2, 3, 4]) clock.setTimer(each === 3 ? 5 : 10, () => told.push(each));
    clock.setTimer(10, () => told.push(5));
    await clock.advance(10);
    expect(told).toEqual([3, 1, 2, 4, 5]);
  });

  it.each(['5', [5], null])('advance(%j) is refused, with its code', async (ms) => {
    const clock = createFakeClock();
    await expect(Reflect.apply(clock.advance, undefined, [ms])).rejects.toBeInstanceOf(ProbezError);
    await expect(Reflect.apply(clock.advance, undefined, [ms])).rejects.toMatchObject({ code: 'INVALID_OPTION' });
  });

  it('waits for what a callback waits for', async () => {
    const clock = createFakeClock();
    const gate = deferred();
    let told = false;
    clock.setTimer(1, async () => {
      await gate.promise;
      told = true;
    });
    clock.setTimer(1, () => gate.resolve());
    await clock.advance(1);
    expect(told).toBe(true);
  });
});
