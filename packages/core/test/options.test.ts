import { describe, expect, it } from 'vitest';
import { createHandler, createHealth, type HealthOptions, heartbeatCheck, manualCheck, redact } from '../src/index.ts';
import { createSnapshotView } from '../src/snapshot-view.ts';
import { createFakeClock } from '../src/testing.ts';

const run = (): void => {};
const build = (options: unknown): unknown => Reflect.apply(createHealth, undefined, [options]);
const withCheck = (check: unknown): unknown => build({ logger: false, checks: [check] });

describe('a bad check is refused, and the value quoted', () => {
  it.each<[unknown, string]>([
    [null, 'a check is null; allowed: an object with name and run, or name and attach'],
    [{ run }, "a check's name is undefined; allowed: a string that is not empty"],
    [{ name: '', run }, `a check's name is ""`],
    [{ name: 'a\nb', run }, 'the check name "a\\nb" has a control character'],
    [{ name: 'shutdown', run }, 'the check name "shutdown" is reserved'],
    [{ name: 'startup-probe', run }, 'the check name "startup-probe" is reserved'],
    [{ name: 'event-loop-stall', run }, 'the check name "event-loop-stall" is reserved'],
    [{ name: 'a' }, 'check "a" has run undefined and attach undefined; allowed: exactly one of them, a function'],
    [{ name: 'a', run, attach: run }, 'check "a" has run a function and attach a function'],
    [{ name: 'a', run: 'x' }, 'check "a" has run "x" and attach undefined'],
    [
      { name: 'a', run, probes: 'live' },
      'probes of check "a" is "live"; allowed: "liveness", "readiness", "startup", or a list of them',
    ],
    [{ name: 'a', run, probes: [] }, 'probes of check "a" is []'],
    [{ name: 'a', run, probes: ['readiness', 'x'] }, 'probes of check "a" is ["readiness", "x"]'],
    [
      { name: 'a', run, periodMs: 0 },
      'periodMs of check "a" is 0; allowed: a number of milliseconds greater than 0, at most 2147483647',
    ],
    [{ name: 'a', run, periodMs: -1 }, 'periodMs of check "a" is -1'],
    [{ name: 'a', run, periodMs: 2 ** 31 }, 'periodMs of check "a" is 2147483648'],
    [{ name: 'a', run, timeoutMs: '2s' }, 'timeoutMs of check "a" is "2s"'],
    [{ name: 'a', run, timeoutMs: Number.NaN }, 'timeoutMs of check "a" is NaN'],
    [{ name: 'a', run, staleAfterMs: Number.POSITIVE_INFINITY }, 'staleAfterMs of check "a" is Infinity'],
    [{ name: 'a', run, recheckMs: 0 }, 'recheckMs of check "a" is 0'],
    [
      { name: 'a', run, initialDelayMs: -1 },
      'initialDelayMs of check "a" is -1; allowed: a number of milliseconds from 0 to 2147483647',
    ],
    [{ name: 'a', run, jitter: 2 }, 'jitter of check "a" is 2; allowed: a number from 0 to 1'],
    [{ name: 'a', run, failureThreshold: 0 }, 'failureThreshold of check "a" is 0; allowed: a whole number from 1'],
    [{ name: 'a', run, successThreshold: 1.5 }, 'successThreshold of check "a" is 1.5'],
    [{ name: 'a', run, timeout: 500 }, 'check "a": unknown option "timeout"; did you mean "timeoutMs"?'],
    [{ name: 'a', run, periodMS: 500 }, 'check "a": unknown option "periodMS"; did you mean "periodMs"?'],
    [{ name: 'a', run, probe: 'liveness' }, 'check "a": unknown option "probe"; did you mean "probes"?'],
    [
      { name: 'db', run, componentType: 'datastore', probes: 'liveness' },
      'check "db" is a datastore and serves liveness',
    ],
    [{ name: 'hb', attach: run, staleAfterMs: 0 }, 'staleAfterMs of check "hb" is 0'],
    [
      { name: 'hb', attach: run, staleStatus: 'warn' },
      'staleStatus of check "hb" is "warn"; allowed: "unknown" or "fail"',
    ],
    [{ name: 'a', run, critical: 'false' }, 'critical of check "a" is "false"; allowed: true or false'],
    [{ name: 'a', run, shared: 1 }, 'shared of check "a" is 1; allowed: true or false'],
    [{ name: 'a', run, componentType: 10n }, 'componentType of check "a" is 10n; allowed: a string'],
    [{ name: 'a', run, componentId: run }, 'componentId of check "a" is a function; allowed: a string'],
    [{ name: 'a', run, allowDatastoreInLiveness: 'yes' }, 'allowDatastoreInLiveness of check "a" is "yes"'],
    [{ name: 'a', run, periodMs: null }, 'periodMs of check "a" is null'],
    [{ name: 'a', run, failureThreshold: null }, 'failureThreshold of check "a" is null'],
    [{ name: 'a', run, jitter: [[1]] }, 'jitter of check "a" is [[…]]'],
    [
      { name: 'db', run, componentType: 'Datastore', probes: 'liveness' },
      'check "db" is a datastore and serves liveness',
    ],
  ])('%#', (check, message) => {
    expect(() => withCheck(check)).toThrow(message);
  });

  it.each([
    { name: 'a', run, initialDelayMs: 0, jitter: 0 },
    { name: 'a', run, periodMs: undefined, timeoutMs: undefined, jitter: undefined },
    { name: 'a/b c', run, periodMs: 2 ** 31 - 1 },
    { name: 'db', run, componentType: 'datastore', probes: ['liveness'], allowDatastoreInLiveness: true },
    { name: 'mine', run, runs: 0, client: {} },
    { name: '__proto__', run },
  ])('and this is fine: %j', (check) => {
    expect(() => withCheck(check)).not.toThrow();
  });

  it('a name that is taken', () => {
    const health = createHealth({ logger: false, checks: [{ name: 'a', run }] });
    expect(() => health.register({ name: 'a', run })).toThrow('a check named "a" is already registered');
    expect(health.snapshot().checks).toHaveLength(1);
  });

  it('a pushed check whose attach throws is not registered', () => {
    const health = createHealth({ logger: false });
    const broken = {
      name: 'a',
      attach: (): never => {
        throw new Error('no');
      },
    };
    expect(() => health.register(broken)).toThrow('no');
    expect(health.snapshot().checks).toEqual([]);
  });
});

describe('bad options of createHealth', () => {
  it.each<[unknown, string]>([
    [null, 'the options object of createHealth is null; allowed: an object'],
    [{ check: [] }, 'createHealth: unknown option "check"; did you mean "checks"?'],
    [{ interval: 1 }, 'createHealth: unknown option "interval"; allowed: checks, expected'],
    [{ checks: {} }, 'checks is {}; allowed: a list of checks'],
    [{ expected: 'a' }, 'expected is "a"; allowed: a list of check names'],
    [{ expected: [''] }, 'expected contains ""'],
    [{ concurrency: 0 }, 'concurrency is 0; allowed: a whole number from 1'],
    [{ concurrency: null }, 'concurrency is null'],
    [[], 'the options object of createHealth is []; allowed: an object'],
    [{ defaults: null }, 'the options object of defaults is null; allowed: an object'],
    [{ defaults: 5 }, 'the options object of defaults is 5'],
    [{ logger: null }, 'logger is null; allowed: a logger with info, warn and error, or false'],
    [{ logger: true }, 'logger is true'],
    [{ clock: 0 }, 'clock is 0; allowed: a clock with now, time, setTimer and random, such as createFakeClock() makes'],
    [{ clock: { now: run } }, 'clock.time is undefined'],
    [{ version: 10n }, 'version is 10n; allowed: a string'],
    [{ releaseId: 7 }, 'releaseId is 7'],
    [{ serviceId: {} }, 'serviceId is {}'],
    [{ description: null }, 'description is null'],
    [{ logger: {} }, 'logger.info is undefined; allowed: a logger with info, warn and error, or false'],
    [{ defaults: { periodMs: 0 } }, 'periodMs of check "defaults" is 0'],
    [{ defaults: { period: 1 } }, 'defaults: unknown option "period"; did you mean "periodMs"?'],
  ])('%#', (options, message) => {
    expect(() => build(options)).toThrow(message);
  });

  it('explicit undefined gets the default', () => {
    const options: HealthOptions = {
      checks: undefined,
      expected: undefined,
      concurrency: undefined,
      defaults: undefined,
      clock: undefined,
      logger: undefined,
    };
    expect(() => createHealth(options)).not.toThrow();
  });
});

describe('bad options of probes', () => {
  const health = createHealth({ logger: false });
  it.each<[unknown, string]>([
    [{ path: {} }, 'probes: unknown option "path"; did you mean "paths"?'],
    [{ passBody: 1 }, 'passBody is 1; allowed: a string'],
    [null, 'the options object of probes is null; allowed: an object'],
    [7, 'the options object of probes is 7'],
    [{ methods: 'all' }, 'methods is "all"; allowed: "reject" or "pass"'],
  ])('%j', (options, message) => {
    expect(() => Reflect.apply(createHandler, undefined, [health, options])).toThrow(message);
  });

  it('no health at all', () => {
    expect(() => Reflect.apply(createHandler, undefined, [undefined])).toThrow(
      'health is undefined; allowed: the health that createHealth() returned, as in probes(health)',
    );
  });
});

describe('the same care everywhere', () => {
  const health = createHealth({ logger: false });
  const view = createSnapshotView(health.snapshot());
  const call = (target: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
    Reflect.apply(target, undefined, args);

  it.each<[string, (...args: never[]) => unknown, unknown[], string]>([
    ['a manual check without a name', manualCheck, [{}], "a check's name is undefined"],
    [
      'a manual check with its name first',
      manualCheck,
      ['gate', { initial: 'fail' }],
      'manualCheck is "gate"; allowed: an object, such as { name:',
    ],
    ['its options', manualCheck, [null], 'the options object of manualCheck is null; allowed: an object'],
    [
      'its beginning',
      manualCheck,
      [{ name: 'a', initial: 'unknown' }],
      'initial of check "a" is "unknown"; allowed: "pass"',
    ],
    [
      'its misspelt option',
      manualCheck,
      [{ name: 'a', probe: 'liveness' }],
      'unknown option "probe"; did you mean "probes"?',
    ],
    ['its probes', manualCheck, [{ name: 'a', probes: 'live' }], 'probes of check "a" is "live"'],
    ['a heartbeat named by a number', heartbeatCheck, [{ name: 7, staleAfterMs: 1 }], "a check's name is 7"],
    [
      'a heartbeat that never gets old',
      heartbeatCheck,
      [{ name: 'a' }],
      'staleAfterMs of check "a" is undefined; allowed',
    ],
    [
      'a heartbeat without options',
      heartbeatCheck,
      ['a'],
      'the options object of heartbeatCheck is "a"; allowed: an object, such as { name:',
    ],
    ['a time-out for it', heartbeatCheck, [{ name: 'a', timeoutMs: 1 }], 'heartbeatCheck: unknown option "timeoutMs"'],
    ['a listener', health.subscribe, ['x'], 'the listener is "x"; allowed: a function'],
    ['a listener of runs', health.subscribeRuns, [undefined], 'the listener is undefined'],
    ['a wrapper', health.wrapRuns, [{}], 'the wrapper is {}; allowed: a function'],
    ['a misspelt probe', health.verdict, ['livez'], 'the probe is "livez"; allowed: "liveness", "readiness"'],
    ['no probe', health.evaluate, [], 'the probe is undefined'],
    ['a probe of a snapshot', view.verdict, ['ready'], 'the probe is "ready"'],
    ['a selection', health.verdict, [{ checks: 'a', rules: 'readiness' }], 'checks of the selection is "a"'],
    ['its rules', health.verdict, [{ checks: ['a'] }], 'rules of the selection is undefined; allowed: "liveness"'],
    ['exclude', health.evaluate, ['readiness', { exclude: 'a' }], 'exclude of evaluate is "a"; allowed: a list'],
    ['a snapshot', createSnapshotView, [null], 'the snapshot is null; allowed: a snapshot that snapshot() returned'],
    ['its checks', createSnapshotView, [{}], 'checks of the snapshot is undefined'],
    ['its clock', createSnapshotView, [health.snapshot(), { now: 5 }], 'now of createSnapshotView is 5'],
    ['a text to redact', redact, [7], 'the text to redact is 7; allowed: a string'],
    ['time', createFakeClock, [{ time: Number.NaN }], 'time of the fake clock is NaN'],
    ['chance', createFakeClock, [{ random: 1 }], 'random of the fake clock is 1; allowed: a function'],
  ])('%s', (_name, target, args, message) => {
    expect(() => call(target, ...args)).toThrow(message);
  });

  it.each<[unknown, unknown, string]>([
    ['ready', {}, 'waitFor was given "ready"'],
    ['readiness', null, 'the options object of waitFor is null'],
    ['readiness', { timeoutMs: 5 }, 'waitFor: unknown option "timeoutMs"'],
    ['readiness', { deadlineMs: '5s' }, 'deadlineMs of waitFor is "5s"'],
    ['readiness', { signal: {} }, 'signal of waitFor is {}; allowed: an AbortSignal'],
  ])('waitFor(%j, %j)', async (probe, options, message) => {
    await expect(call(health.waitFor, probe, options)).rejects.toThrow(message);
  });
});
