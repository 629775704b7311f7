// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { expire, type Policy, reduce } from '../src/policy.ts';
import type { CheckState, Status } from '../src/types.ts';
import { fresh } from './support.ts';

const policy = (failureThreshold: number, successThreshold: number): Policy => ({
  failureThreshold,
  successThreshold,
  staleAfterMs: 100,
});

/** Feeds a word such as FFSW (fail, success, warn) and tells the published status after each letter. */
function feed(word: string, numbers: Policy): Status[] {
  let state = fresh;
  return Array.from(word, (letter, index) => {
    const status = letter === 'F' ? 'fail' : letter === 'W' ? 'warn' : 'pass';
    state = reduce(state, { result: { status }, time: index }, numbers, index);
    return state.status;
  });
}

describe('thresholds count consecutive results', () => {
  it.each([
    ['at 1 each result is published', 'SFSW', 1, 1, 'pass fail pass warn'],
    ['F,F,S,F at 3 stays up', 'SFFSF', 3, 1, 'pass pass pass pass pass'],
    ['three in a row trip it', 'SFFF', 3, 1, 'pass pass pass fail'],
    [
      'cumulative counters would trip here (godaddy/terminus fault)',
      'SFSSSFSSF',
      3,
      1,
      'pass pass pass pass pass pass pass pass pass',
    ],
    ['recovery takes successThreshold in a row', 'FSFSSS', 1, 3, 'fail fail fail fail fail pass'],
    ['undecided until a threshold is reached', 'FFF', 3, 1, 'unknown unknown fail'],
    ['undecided, then up', 'FSS', 3, 2, 'unknown unknown pass'],
    ['warn is a success', 'FWW', 1, 2, 'fail fail warn'],
    ['warn replaces pass at once', 'SWS', 1, 3, 'unknown unknown pass'],
    ['warn while up', 'SWSF', 2, 1, 'pass warn pass pass'],
  ])('%s', (_name, word, failureThreshold, successThreshold, published) => {
    expect(feed(word, policy(failureThreshold, successThreshold)).join(' ')).toBe(published);
  });
});

describe('staleness', () => {
  const passed = reduce(fresh, { result: { status: 'pass' }, time: 0 }, policy(1, 1), 50);

  it('a state holds until staleAfterMs after its result', () => {
    expect(passed.validUntil).toBe(150);
    expect(expire(passed, 149.9)).toBe(passed);
    expect(expire(passed, 150)).toMatchObject({
      status: 'unknown',
      successes: 0,
      failures: 0,
      validUntil: Number.POSITIVE_INFINITY,
    });
  });

  it('says since when, and what was heard last', () => {
    const failed = reduce(
      fresh,
      { result: { status: 'fail', reason: 'timed out' }, time: Date.UTC(2026, 0, 1) },
      policy(1, 1),
      0,
    );
    expect(expire(failed, 1_000).reason).toBe(
      'stale: no result since 2026-01-01T00:00:00.000Z (before that: timed out)',
    );
  });

  it('has to earn its way back from zero', () => {
    const stale = expire(passed, 200);
    const once = reduce(stale, { result: { status: 'pass' }, time: 0 }, policy(1, 2), 201);
    expect(once.status).toBe('unknown');
    expect(reduce(once, { result: { status: 'pass' }, time: 0 }, policy(1, 2), 202).status).toBe('pass');
  });
});

it('the reason of a failure stands while the check works its way back', () => {
  const failed = reduce(fresh, { result: { status: 'fail', reason: 'refused' }, time: 0 }, policy(1, 2), 0);
  const once = reduce(failed, { result: { status: 'pass' }, time: 0 }, policy(1, 2), 1);
  expect(once).toMatchObject({ status: 'fail', reason: 'refused' });
  expect(reduce(once, { result: { status: 'pass' }, time: 0 }, policy(1, 2), 2).reason).toBeUndefined();
});

describe('a state holds what was heard, and no key without a value', () => {
  const heard = { completed: true, decided: true, everPassed: true, successes: 1, time: 5, validUntil: 110 };
  it.each<[string, Parameters<typeof reduce>[1], Partial<CheckState>]>([
    ['a pass that says nothing', { result: { status: 'pass' }, time: 5 }, { status: 'pass' }],
    [
      'a warning with everything',
      { result: { status: 'warn', reason: 'slow', observedValue: 0, observedUnit: 'ms' }, time: 5, durationMs: 0 },
      { status: 'warn', reason: 'slow', observedValue: 0, observedUnit: 'ms', durationMs: 0 },
    ],
  ])('%s', (_what, observation, told) => {
    const state = reduce(fresh, observation, policy(1, 1), 10);
    expect(state).toStrictEqual({ ...fresh, ...heard, ...told });
    // What the next result does not say is said no more.
    const next = reduce(state, { result: { status: 'pass' }, time: 5 }, policy(1, 1), 10);
    expect({ ...next, durationMs: undefined }).toStrictEqual({
      ...fresh,
      ...heard,
      status: 'pass',
      successes: 2,
      durationMs: undefined,
    });
  });

  it.each([
    ['it was started', undefined],
    ['an invalid time', Number.NaN],
    ['1970-01-01T00:00:00.000Z', 0],
  ])('stale since %s', (since, time) => {
    const { reason } = expire({ ...fresh, ...(time === undefined ? {} : { time }), validUntil: 1 }, 1);
    expect(reason).toBe(`stale: no result since ${since}`);
  });
});

it('states are frozen: a snapshot cannot change behind its reader', () => {
  expect(Object.isFrozen(reduce(fresh, { result: { status: 'pass' }, time: 0 }, policy(1, 1), 0))).toBe(true);
});
