import { createHandler, createHealth, manualCheck } from '@probez/core';
import { describe, expect, test } from 'vitest';
import { createStallView, seconds } from '../../src/isolated/stall-view.ts';

/** A handler over a health that passes, and a silence that is set by hand. */
function fixture() {
  const silence = { age: 0 };
  const gate = manualCheck({ name: 'gate', probes: ['readiness', 'liveness', 'startup'] });
  const health = createHealth({ logger: false, checks: [gate] });
  void health.start();
  const view = createStallView(health, () => silence.age, { readinessMs: 5_000, livenessMs: 30_000 });
  const handler = createHandler(view, { details: 'always', groups: { '/lbz': { checks: ['gate'] } } });
  const ask = (url: string): string => {
    const answer = handler({ method: 'GET', url, headers: {} });
    return `${answer?.status} ${answer?.body}`;
  };
  return { silence, gate, ask, view };
}

describe('an age and what it fails', () => {
  test.each([
    [4_999, 200, 200, 200],
    [5_000, 200, 503, 503],
    [29_999, 200, 503, 503],
    [30_000, 503, 503, 503],
  ])('%i ms: liveness %i, readiness %i, a group %i; startup never', (age, liveness, readiness, group) => {
    const { silence, ask } = fixture();
    silence.age = age;
    expect(ask('/livez')).toMatch(new RegExp(`^${liveness} `));
    expect(ask('/readyz')).toMatch(new RegExp(`^${readiness} `));
    expect(ask('/lbz')).toMatch(new RegExp(`^${group} `));
    expect(ask('/startupz')).toBe('200 ok');
  });
});

test('the line has the age in its reason, for JSON and for the one-check answer', () => {
  const { silence, ask } = fixture();
  silence.age = 7_321;
  expect(ask('/readyz')).toBe('503 [+]gate ok\n[-]event-loop-stall failed: reason withheld\nreadyz check failed\n');
  expect(ask('/readyz/event-loop-stall')).toBe(
    '503 internal server error: the event loop has been stalled for 7.3 s (limit 5 s)\n',
  );
  expect(JSON.parse(ask('/readyz?format=json').slice(4))).toMatchObject({
    status: 'fail',
    checks: {
      'event-loop-stall': [{ status: 'fail', output: 'the event loop has been stalled for 7.3 s (limit 5 s)' }],
    },
  });
});

test('cannot be excluded', () => {
  const { silence, ask } = fixture();
  silence.age = 6_000;
  expect(ask('/readyz?exclude=event-loop-stall')).toBe(
    '503 [+]gate ok\n[-]event-loop-stall failed: reason withheld\n' +
      'warn: some health checks cannot be excluded: no matches for "event-loop-stall"\nreadyz check failed\n',
  );
});

test('a check that fails during a stall is printed, and the stall is gone when it is over', () => {
  const { silence, gate, ask } = fixture();
  silence.age = 6_000;
  expect(ask('/readyz')).toContain('[+]gate ok');
  gate.fail('told to');
  expect(ask('/readyz')).toContain('[-]gate failed: reason withheld\n[-]event-loop-stall failed');
  silence.age = 0;
  expect(ask('/readyz')).toBe('503 [-]gate failed: reason withheld\nreadyz check failed\n');
  gate.pass();
  expect(ask('/readyz')).toBe('200 ok');
  expect(ask('/readyz?verbose')).toBe('200 [+]gate ok\nreadyz check passed\n');
});

test('one verdict for as long as nothing changes: a storm of probes prints the lines once', () => {
  const { silence, view } = fixture();
  silence.age = 6_000;
  expect(view.verdict('readiness')).toBe(view.verdict('readiness'));
  expect(view.verdict('readiness')).toMatchObject({ ok: false, status: 'fail' });
});

test.each([
  [500, '0.5 s'],
  [5_000, '5 s'],
  [7_321, '7.3 s'],
  [119_960, '120 s'],
])('%i ms is %s', (ms, text) => expect(seconds(ms)).toBe(text));
