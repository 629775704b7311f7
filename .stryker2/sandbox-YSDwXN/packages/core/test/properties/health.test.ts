// @ts-nocheck
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProbeName, Status } from '../../src/index.ts';
import { type Policy, reduce } from '../../src/policy.ts';
import { fresh } from '../support.ts';
import { type Outcome, publishedAfter } from './model.ts';
import { type Command, type PolledSpec, TRACER_NAMES, World } from './world.ts';

const outcome = fc.constantFrom<Outcome>('pass', 'warn', 'fail');
const index = fc.nat({ max: 3 });

/** Time-outs and ages end in fractions of their own, so that no two moments are the same by chance. */
const spec = (position: number): fc.Arbitrary<PolledSpec> =>
  fc.record({
    kind: fc.constantFrom('polled', 'polled', 'pushed', 'heartbeat'),
    name: fc.constant(`check-${position}`),
    probes: fc.subarray(['liveness', 'readiness', 'startup'], { minLength: 1 }),
    critical: fc.constantFrom(true, true, false),
    shared: fc.constantFrom(false, false, true),
    failureThreshold: fc.integer({ min: 1, max: 3 }),
    successThreshold: fc.integer({ min: 1, max: 3 }),
    periodMs: fc.integer({ min: 10, max: 40 }),
    recheckMs: fc.integer({ min: 5, max: 50 }),
    timeoutMs: fc.integer({ min: 3, max: 30 }).map((ms) => ms + (2 * position + 1) / 64),
    staleAfterMs: fc.integer({ min: 20, max: 150 }).map((ms) => ms + 0.0625),
  });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('advance'), ms: fc.integer({ min: 1, max: 120 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('mode'),
      check: index,
      mode: fc.constantFrom('pass', 'pass', 'fail', 'fail', 'warn', 'hang'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle'), check: index, outcome }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('push'), check: index, outcome }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('register', 'unregister'), check: index }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('refresh', 'refresh', 'stop', 'start', 'start') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drain') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('wait'),
      probe: fc.constantFrom<ProbeName>('liveness', 'readiness', 'startup'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wrap'), tracer: fc.constantFrom(...TRACER_NAMES) }) },
);

/** What may happen before the first start. */
const early: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('advance'), ms: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant('push'), check: index, outcome }),
  fc.record({ do: fc.constantFrom('register', 'unregister'), check: index }),
  fc.record({ do: fc.constantFrom('drain', 'stop') }),
  fc.record({
    do: fc.constant('wait'),
    probe: fc.constantFrom<ProbeName>('liveness', 'readiness', 'startup'),
  }),
);

type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

/** A service, and what happens to it. */
const story = fc.record({
  specs: fc.tuple(spec(0), spec(1), spec(2), spec(3)),
  registered: fc.nat({ max: 4 }),
  expected: fc.subarray(['check-2', 'check-3']),
  // At full size: fast-check's default would leave most sequences at ten commands.
  before: fc.array(early, { maxLength: 4 }),
  commands: fc.array(command, { maxLength: 24, size: 'max' }),
});

describe('health and a model written from the behaviour contract agree', () => {
  it('in sequences of results, time, hangs, late checks, restarts and drains', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        await play(told, true);
      }),
    );
  }, 600_000);

  it('and nothing comes of reading', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        expect(await play(told, false)).toEqual(await play(told, true));
      }),
      { numRuns: Math.ceil((fc.readConfigureGlobal().numRuns ?? 1_000) / 10) },
    );
  }, 600_000);
});

/** From beginning to end; gives what the listeners were told. */
async function play(
  { specs, registered, expected, before, commands }: Story,
  reads: boolean,
): Promise<readonly string[]> {
  const world = new World(specs, registered, expected, reads);
  for (const each of before) await world.do(each);
  await world.do({ do: 'start' });
  for (const each of commands) await world.do(each);
  await world.do({ do: 'stop' });
  return world.events;
}

type Reduce = typeof reduce;

/** Whether a policy publishes what the definition of the thresholds says, for every sequence of results. */
function thresholds(policy: Reduce) {
  return fc.property(
    fc.array(fc.constantFrom<Outcome>('pass', 'fail', 'warn'), { maxLength: 30 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 3 }),
    (results, failureThreshold, successThreshold) => {
      const numbers: Policy = { failureThreshold, successThreshold, staleAfterMs: 1_000 };
      let state = fresh;
      let expected: Status = 'unknown';
      results.forEach((status, position) => {
        state = policy(state, { result: { status }, time: position }, numbers, position);
        expected = publishedAfter(expected, results.slice(0, position + 1), numbers);
      });
      return state.status === expected;
    },
  );
}

describe('the policy and the definition of thresholds agree', () => {
  it('in any sequence of results', () => {
    fc.assert(thresholds(reduce));
  });

  // The property sees the faults it was written for, and shrinks them to what a person can read.
  it.each<[string, Reduce, unknown]>([
    [
      'failures are counted in all, not in a row',
      (state, observation, policy, now) => {
        const next = reduce(state, { ...observation }, policy, now);
        const failures = state.failures + (observation.result.status === 'fail' ? 1 : 0);
        const trips = observation.result.status === 'fail' && failures >= policy.failureThreshold;
        return { ...next, failures, status: trips ? 'fail' : next.status };
      },
      [['fail', 'pass', 'fail'], 2, 1],
    ],
    [
      'a threshold is passed, not reached',
      (state, observation, policy, now) =>
        reduce(state, observation, { ...policy, failureThreshold: policy.failureThreshold + 1 }, now),
      [['fail'], 1, 1],
    ],
    [
      'one success is enough',
      (state, observation, policy, now) => reduce(state, observation, { ...policy, successThreshold: 1 }, now),
      [['pass'], 1, 2],
    ],
  ])('a broken policy is found: %s', (_name, broken, smallest) => {
    const { failed, counterexample } = fc.check(thresholds(broken), { seed: 1, endOnFailure: false });
    expect(failed).toBe(true);
    expect(counterexample).toEqual(smallest);
  });
});
