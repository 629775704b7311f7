// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { count, exclude, explain, type Facts, judge, recount } from '../src/judge.ts';
import type { CheckState, ProbeSelection } from '../src/types.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const check = (over: Partial<CheckState> = {}): CheckState => ({
  name: 'a',
  probes: ['readiness'],
  critical: true,
  shared: false,
  status: 'pass',
  completed: true,
  decided: true,
  everPassed: true,
  late: false,
  failures: 0,
  successes: 1,
  validUntil: FOREVER,
  staleStatus: 'unknown',
  ...over,
});
const facts = (checks: readonly CheckState[], over: Partial<Facts> = {}): Facts => ({
  phase: 'running',
  draining: null,
  started: true,
  missing: [],
  checks,
  ...over,
});
const group = (...checks: readonly string[]): ProbeSelection => ({ checks, rules: 'readiness' });

describe('what lines say, word for word', () => {
  it.each<[string, Facts, ProbeSelection, readonly (readonly [string, string, string | undefined])[]]>([
    [
      'a pass gives no reason, whatever it has',
      facts([check({ reason: 'fine' })]),
      'readiness',
      [['a', 'pass', undefined]],
    ],
    ['a failure gives its own', facts([check({ status: 'fail', reason: 'no' })]), 'readiness', [['a', 'fail', 'no']]],
    [
      'who was never heard of says so',
      facts([check({ status: 'unknown', completed: false, decided: false })]),
      'readiness',
      [['a', 'unknown', 'no result yet']],
    ],
    [
      'who was heard of and has no reason has none',
      facts([check({ status: 'fail' })]),
      'readiness',
      [['a', 'fail', undefined]],
    ],
    [
      'who is stale says so',
      facts([check({ validUntil: 50, time: 0 })]),
      'readiness',
      [['a', 'unknown', 'stale: no result since 1970-01-01T00:00:00.000Z']],
    ],
    [
      'while stopped nobody is stale',
      facts([check({ status: 'fail', reason: 'no', validUntil: 50 })], { phase: 'stopped' }),
      'readiness',
      [
        ['a', 'fail', 'no'],
        ['shutdown', 'fail', 'health checks are stopped'],
      ],
    ],
    [
      'expected by startup, and missing',
      facts([], { started: false, missing: ['m'] }),
      'startup',
      [['m', 'fail', 'expected, but not registered']],
    ],
    ['chosen by a group, and missing', facts([check()]), group('b'), [['b', 'fail', 'not registered']]],
    [
      'before the start',
      facts([], { phase: 'idle', started: false }),
      'readiness',
      [['not-started', 'fail', 'health.start() has not been called']],
    ],
    [
      'before startup has passed, a group too',
      facts([check({ probes: ['startup'], status: 'fail' })], { started: false }),
      group(),
      [['startup-probe', 'fail', 'the startup probe has not passed yet']],
    ],
    [
      'draining goes before stopped',
      facts([], { phase: 'stopped', draining: { reason: 'bye' } }),
      'readiness',
      [['shutdown', 'fail', 'draining: bye']],
    ],
  ])('%s', (_what, of, selection, wanted) => {
    const { lines, ...evaluation } = explain(of, selection, 100);
    expect(lines.map(({ name, status, reason }) => [name, status, reason])).toEqual(wanted);
    // A key that says nothing is not there: JSON and clones would have it.
    for (const line of lines) if (line.reason === undefined) expect(line).not.toHaveProperty('reason');
    expect(judge(of, selection, 100)).toMatchObject({ status: evaluation.status, ok: evaluation.ok });
  });
});

describe('until when a verdict holds', () => {
  const two = [check({ validUntil: 300 }), check({ name: 'b', validUntil: 200 })];
  it.each<[string, Facts, ProbeSelection, number]>([
    ['until the first of its checks turns stale', facts(two), 'readiness', 200],
    ['who is stale already changes nothing more', facts([check({ validUntil: 50 }), ...two]), 'readiness', 200],
    ['until now is stale', facts([check({ validUntil: 100 })]), 'readiness', FOREVER],
    ['while stopped nothing ages', facts(two, { phase: 'stopped' }), 'readiness', FOREVER],
    ['a check of another probe does not matter', facts(two), 'liveness', FOREVER],
    [
      'readiness waits for startup, whose checks age as well',
      facts([check({ probes: ['startup', 'liveness'], status: 'fail', validUntil: 150 })], { started: false }),
      'readiness',
      150,
    ],
    [
      'a group waits for it too',
      facts([check({ probes: ['startup'], status: 'fail', validUntil: 150 })], { started: false }),
      group(),
      150,
    ],
  ])('%s', (_what, of, selection, until) => {
    expect(judge(of, selection, 100).validUntil).toBe(until);
    expect(explain(of, selection, 100).validUntil).toBe(until);
  });
});

describe('a tally after one check was replaced', () => {
  const from = check({ validUntil: 300 });
  const where = facts([from]);
  const tally = count(where, [from], 'readiness', 100);

  it('is the same where nothing has changed, so that nothing is made anew', () => {
    expect(recount(tally, where, { from, to: check({ validUntil: 400 }) }, 'readiness', 100)).toBe(tally);
    expect(recount(tally, where, { from, to: check({ status: 'fail' }) }, 'liveness', 100)).toBe(tally);
    const sooner = recount(tally, where, { from, to: check({ validUntil: 200 }) }, 'readiness', 100);
    expect(sooner).toEqual({ counts: tally.counts, validUntil: 200 });
    expect(sooner?.counts).toBe(tally.counts);
  });

  it('counts the one anew', () => {
    const to = check({ status: 'fail', validUntil: 500 });
    expect(recount(tally, where, { from, to }, 'readiness', 100)).toEqual({
      counts: { pass: 0, warn: 0, unknown: 0, fail: 1 },
      validUntil: 300,
    });
  });

  it.each([299, 300, 301])('at %i: is unknown from the moment on at which another may be stale', (now) => {
    const to = check({ status: 'fail', validUntil: 500 });
    expect(recount(tally, where, { from, to }, 'readiness', now) === undefined).toBe(now >= 300);
  });
});

describe('exclusions', () => {
  const whole = explain(facts([check({ status: 'fail', reason: 'no' })]), 'readiness', 100);

  it('keep the lines where nobody was excluded: they have been printed', () => {
    const excluded = exclude(whole, new Set(['x', 'shutdown']));
    expect(excluded.lines).toBe(whole.lines);
    expect(excluded).toEqual({ ...whole, unmatched: ['x', 'shutdown'] });
  });

  it('take a check out of the verdict, and leave its line', () => {
    expect(exclude(whole, new Set(['a', 'x']))).toEqual({
      status: 'pass',
      ok: true,
      validUntil: FOREVER,
      lines: [{ ...whole.lines[0], excluded: true }],
      unmatched: ['x'],
    });
  });
});
