import { describe, expect, it } from 'vitest';
import { type Check, createHandler, createHealth, heartbeatCheck, manualCheck, ProbezError } from '../src/index.ts';

// Every `@ts-expect-error` is a type test: `npm run types` fails where the compiler has nothing against the line.

const run = () => true;
const attach = () => {};
const health = createHealth({ logger: false });

describe('a wrong option is a compile error, and an error where it comes all the same', () => {
  it.each<readonly [string, () => unknown, string]>([
    [
      'run with attach',
      // @ts-expect-error one of them
      () => health.register({ name: 'a', run, attach }),
      'check "a" has run a function and attach a function; allowed: exactly one of them, a function',
    ],
    [
      'neither',
      // @ts-expect-error what is to be run?
      () => health.register({ name: 'a' }),
      'check "a" has run undefined and attach undefined; allowed: exactly one of them, a function',
    ],
    [
      'a check that is none',
      // @ts-expect-error no object
      () => health.register(5),
      'a check is 5; allowed: an object with name and run, or name and attach',
    ],
    [
      'a datastore for liveness',
      () => health.register({ name: 'a', run, probes: 'liveness', componentType: 'datastore' }),
      'check "a" is a datastore and serves liveness: when it is down, Kubernetes would restart every replica, which does not bring it back. Use probes: "readiness" (with shared: true if every replica uses the same one), or set allowDatastoreInLiveness: true on the check if you are sure.',
    ],
    [
      'a probe that is none',
      // @ts-expect-error misspelt
      () => health.verdict('livenes'),
      'the probe is "livenes"; allowed: "liveness", "readiness", "startup", or an object with checks and rules',
    ],
    [
      'a number for a probe',
      // @ts-expect-error no object
      () => health.verdict(5),
      'the probe is 5; allowed: "liveness", "readiness", "startup", or an object with checks and rules',
    ],
    [
      'chosen checks that are no list',
      // @ts-expect-error no list
      () => health.verdict({ checks: 'a', rules: 'liveness' }),
      'checks of the selection is "a"; allowed: a list of check names',
    ],
    [
      'rules that are none',
      // @ts-expect-error misspelt
      () => health.evaluate({ checks: ['a'], rules: 'livenes' }),
      'rules of the selection is "livenes"; allowed: "liveness", "readiness", "startup"',
    ],
    [
      'an expected name in a list of its own',
      // @ts-expect-error no string
      () => createHealth({ expected: [['a']] }),
      'expected contains ["a"]; allowed: names that a check can have: not empty, at most 200 characters, not reserved',
    ],
    [
      'run by another name',
      // @ts-expect-error what is to be run?
      () => health.register({ name: 'a', check: run }),
      'allowed: exactly one of them, a function; did you mean "run"?',
    ],
    ...(
      [
        'periodMs',
        'timeoutMs',
        'recheckMs',
        'initialDelayMs',
        'jitter',
        'failureThreshold',
        'successThreshold',
      ] as const
    ).map((key): readonly [string, () => unknown, string] => [
      `${key} on a pushed check`,
      () => health.register(Object.assign({ name: 'a', attach }, { [key]: 1 })),
      `${key} of check "a" is 1, but the check is pushed (it has attach); allowed: ${key} on polled checks only`,
    ]),
    [
      'a threshold on a pushed check',
      // @ts-expect-error every push counts
      () => health.register({ name: 'a', attach, failureThreshold: 3 }),
      'failureThreshold of check "a" is 3',
    ],
    [
      'a period on a pushed check',
      // @ts-expect-error nobody asks it
      () => health.register({ name: 'a', attach, periodMs: 1_000 }),
      'periodMs of check "a" is 1000, but the check is pushed',
    ],
    [
      'staleStatus on a polled check',
      // @ts-expect-error a polled check that is stale is unknown
      () => health.register({ name: 'a', run, staleStatus: 'fail' }),
      'staleStatus of check "a" is "fail", but the check is polled (it has run); allowed: staleStatus on pushed checks only',
    ],
    [
      'a misspelt option of a check',
      // @ts-expect-error misspelt
      () => health.register({ name: 'a', run, failureTreshold: 3 }),
      'check "a": unknown option "failureTreshold"; did you mean "failureThreshold"?',
    ],
    [
      "another library's name",
      // @ts-expect-error Probez says periodMs
      () => health.register({ name: 'a', run, intervalMs: 3 }),
      'check "a": unknown option "intervalMs"; did you mean "periodMs"?',
    ],
    [
      'a misspelt default',
      // @ts-expect-error Probez says timeoutMs
      () => createHealth({ defaults: { timeout: 3 } }),
      'defaults: unknown option "timeout"; did you mean "timeoutMs"?',
    ],
    [
      "another library's name for checks",
      // @ts-expect-error Probez says checks
      () => createHealth({ healthChecks: [] }),
      'createHealth: unknown option "healthChecks"; did you mean "checks"?',
    ],
    [
      'a period of a manual check',
      // @ts-expect-error nobody asks it
      () => manualCheck({ name: 'a', periodMs: 1 }),
      'manualCheck: unknown option "periodMs"',
    ],
    [
      'a threshold of a heartbeat',
      // @ts-expect-error every beat counts
      () => heartbeatCheck({ name: 'a', staleAfterMs: 1, failureThreshold: 3 }),
      'heartbeatCheck: unknown option "failureThreshold"',
    ],
    [
      'a misspelt option of probes',
      // @ts-expect-error Probez says paths
      () => createHandler(health, { path: '/livez' }),
      'probes: unknown option "path"; did you mean "paths"?',
    ],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(ProbezError);
    expect(make).toThrow(message);
  });

  it('a hint only where there is one to give', () => {
    const told = 'check "a" has run undefined and attach undefined; allowed: exactly one of them, a function';
    expect(() => Reflect.apply(health.register, undefined, [{ name: 'a' }])).toThrow(
      new ProbezError('INVALID_CHECK', told),
    );
    expect(() => Reflect.apply(health.register, undefined, [{ name: 'a', ran: run }])).toThrow(
      new ProbezError('INVALID_CHECK', `${told}; did you mean "run"?`),
    );
    expect(() => createHealth({ logger: false, expected: [''] })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
  });

  it('a method of a check’s own is no option', () => {
    const check = { name: 'own', run, interval: () => 5, timeouts() {} };
    expect(createHealth({ logger: false, checks: [check] }).snapshot().checks).toHaveLength(1);
  });

  it('a promise given to push', async () => {
    const { register, snapshot } = createHealth({ logger: false });
    register({
      name: 'a',
      // @ts-expect-error nobody would wait for it
      attach: (push) => push(Promise.resolve({ status: 'pass' })),
    });
    // Not thrown at whoever pushes: an event of a driver's. The check says it.
    const reason = 'a promise was pushed; push the value that it resolves to';
    expect(snapshot().checks).toMatchObject([{ status: 'fail', reason }]);
  });
});

describe('and what is right compiles', () => {
  it('undefined stands for an option that is left out', () => {
    const checks: Check[] = [
      { name: 'a', run, attach: undefined, periodMs: undefined, staleStatus: undefined },
      { name: 'b', attach, run: undefined, periodMs: undefined, staleStatus: 'fail', staleAfterMs: 1 },
    ];
    expect(createHealth({ logger: false, checks }).snapshot().checks).toHaveLength(2);
  });

  it('any driver’s reply may be returned or pushed', () => {
    const reply: unknown = { rows: [] };
    const checks: Check[] = [
      { name: 'a', run: async () => reply },
      {
        name: 'b',
        attach: (push) => {
          push(reply);
          push({ status: 'fail', reason: 'gone' });
          push(false);
          push(undefined);
        },
      },
    ];
    expect(createHealth({ logger: false, checks }).snapshot().checks[1]).toMatchObject({ status: 'pass' });
  });

  it('step is always there', async () => {
    const steps: string[] = [];
    const checks: Check[] = [{ name: 'a', run: ({ step }) => step('asking') }];
    const polled = checks[0];
    if (polled?.run === undefined) throw new Error('a polled check is polled');
    polled.run({ name: 'a', signal: new AbortController().signal, step: (doing) => void steps.push(doing) });
    expect(steps).toEqual(['asking']);
    // @ts-expect-error a check that is run by hand is given one
    expect(() => polled.run({ name: 'a', signal: new AbortController().signal })).toThrow(TypeError);
  });
});
