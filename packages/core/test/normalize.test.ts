import { describe, expect, it } from 'vitest';
import { normalizeError, normalizeOutcome } from '../src/normalize.ts';

const circular: Record<string, unknown> = { status: 'pass' };
circular.observedValue = circular;
const unreadable = {
  get status(): string {
    throw new Error('no access');
  },
};

describe('what a check may return', () => {
  it.each([
    ['nothing', undefined, { status: 'pass' }],
    ['null', null, { status: 'pass' }],
    ['true', true, { status: 'pass' }],
    ['a driver reply', 'PONG', { status: 'pass' }],
    ['a count of zero', 0, { status: 'pass' }],
    ['rows without a status', { rows: [{ status: 'x' }], rowCount: 1 }, { status: 'pass' }],
    ['false', false, { status: 'fail', reason: 'the check returned false' }],
    ['warn', { status: 'warn', reason: 'slow' }, { status: 'warn', reason: 'slow' }],
    ['up, as Spring Boot says', { status: 'UP' }, { status: 'pass' }],
    ['ok, as Terminus says', { status: 'ok' }, { status: 'pass' }],
    ['down', { status: 'down' }, { status: 'fail' }],
    ['a response of 200', new Response('', { status: 200 }), { status: 'pass' }],
    ['a response of 500', new Response('', { status: 500 }), { status: 'fail', reason: 'HTTP status 500' }],
    [
      'an unknown word',
      { status: 'banana' },
      { status: 'fail', reason: 'the check returned status "banana"; allowed are pass, warn and fail' },
    ],
    [
      'unknown, which is ours to say',
      { status: 'unknown' },
      { status: 'fail', reason: 'the check returned status "unknown"; allowed are pass, warn and fail' },
    ],
    [
      'a status that is no word',
      { status: {} },
      { status: 'fail', reason: 'the check returned status {}; allowed are pass, warn and fail' },
    ],
    ['an error as a value', new Error('no'), { status: 'fail', reason: 'no' }],
    [
      'an unreadable object',
      unreadable,
      { status: 'fail', reason: 'the check returned an object that cannot be read: no access' },
    ],
    ['a circle', circular, { status: 'pass', observedValue: { status: 'pass', observedValue: '[circular]' } }],
    [
      'a bigint',
      { status: 'pass', observedValue: 12n, observedUnit: 'ms' },
      { status: 'pass', observedValue: '12', observedUnit: 'ms' },
    ],
    ['not a number', { status: 'pass', observedValue: Number.NaN }, { status: 'pass', observedValue: 'NaN' }],
    ['an error as reason', { status: 'fail', reason: new Error('inner') }, { status: 'fail', reason: 'inner' }],
    [
      'a secret member',
      { status: 'pass', observedValue: { password: 'abc', user: 'me' } },
      { status: 'pass', observedValue: { password: '***', user: 'me' } },
    ],
    ...['toString', 'constructor', '__proto__'].map((word): [string, unknown, unknown] => [
      `a prototype member, ${word}`,
      { status: word },
      { status: 'fail', reason: `the check returned status "${word}"; allowed are pass, warn and fail` },
    ]),
    [
      'a status of null',
      { status: null },
      { status: 'fail', reason: 'the check returned status null; allowed are pass, warn and fail' },
    ],
    [
      'the name that the draft has for a reason',
      { status: 'fail', output: 'refused' },
      { status: 'fail', reason: 'refused (given as "output"; did you mean "reason"?)' },
    ],
    ['nothing but a status word', 'fail', { status: 'fail', reason: 'the check returned "fail"' }],
    ['nothing but another status word', 'warn', { status: 'warn', reason: 'the check returned "warn"' }],
    [
      'secrets that are numbers or lists',
      { status: 'pass', observedValue: { token: 12345, secret: ['a', 'b'], tokens: 3 } },
      { status: 'pass', observedValue: { token: '***', secret: '***', tokens: 3 } },
    ],
  ])('%s', (_name, value, expected) => {
    expect(normalizeOutcome(value)).toEqual(expected);
  });

  it('a value without end is cut, however wide it is', () => {
    const wide = (depth: number): unknown => (depth === 0 ? 1 : Array.from({ length: 60 }, () => wide(depth - 1)));
    const { observedValue } = normalizeOutcome({ status: 'pass', observedValue: wide(3) });
    expect(JSON.stringify(observedValue).length).toBeLessThan(20_000);
  });

  it('is plain data afterwards', () => {
    const deep = {
      status: 'pass',
      observedValue: { a: { b: { c: { d: { e: 1 } } } }, f: () => 1, when: new Date(0), list: [1, undefined] },
    };
    const normal = normalizeOutcome(deep);
    expect(structuredClone(normal)).toEqual(normal);
    expect(JSON.parse(JSON.stringify(normal))).toEqual(normal);
  });
});

describe('what a check may throw', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' });
  it.each([
    ['undefined', undefined, 'failed with undefined'],
    ['null', null, 'failed with null'],
    ['a string', 'boom', 'boom'],
    ['an object with a message', { message: 'broken' }, 'broken'],
    ['an object without', { code: 7 }, '{"code":7}'],
    [
      'an error with a cause',
      new Error('fetch failed', { cause: refused }),
      'fetch failed: connect ECONNREFUSED 127.0.0.1:5432',
    ],
    ['a cause that the message has already', new Error('no: x', { cause: new Error('x') }), 'no: x'],
    [
      'an AggregateError without a message',
      new AggregateError([refused, new Error('connect ECONNREFUSED ::1:5432')]),
      'connect ECONNREFUSED 127.0.0.1:5432; connect ECONNREFUSED ::1:5432',
    ],
    ['an error with a code only', Object.assign(new Error(''), { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
    ['an error with nothing', new TypeError(''), 'TypeError'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['several lines', 'a\r\nb\tc', 'a  b c'],
    ['control and direction characters', 'a\u0000b\u202ec', 'a\\u{0}b\\u{202e}c'],
    ['an empty string', '', 'failed without a reason'],
  ])('%s', (_name, thrown, reason) => {
    expect(normalizeError(thrown)).toEqual({ status: 'fail', reason });
  });

  it('a cause that is its own cause ends', () => {
    const error = new Error('a');
    error.cause = error;
    expect(normalizeError(error).reason).toBe('a');
  });

  it('something that throws when read does not hang or throw', () => {
    const evil = new Proxy(
      {},
      {
        get() {
          throw new Error('x');
        },
        has() {
          throw new Error('y');
        },
      },
    );
    expect(normalizeError(evil)).toEqual({ status: 'fail', reason: 'failed with a value that cannot be read' });
  });

  it('is cut to 1,000 characters', () => {
    expect(normalizeError('x'.repeat(1_000_000)).reason).toHaveLength(1_000);
  });
});
