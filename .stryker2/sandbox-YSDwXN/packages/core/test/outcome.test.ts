// @ts-nocheck
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { normalizeError, normalizeOutcome } from '../src/outcome.ts';

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

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
      { status: 'fail', reason: 'the check returned status "banana"; allowed: pass, warn and fail' },
    ],
    [
      'unknown, which is ours to say',
      { status: 'unknown' },
      { status: 'fail', reason: 'the check returned status "unknown"; allowed: pass, warn and fail' },
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
      { status: 'fail', reason: `the check returned status "${word}"; allowed: pass, warn and fail` },
    ]),
    [
      'the name that the draft has for a reason',
      { status: 'fail', output: 'refused' },
      { status: 'fail', reason: 'refused (given as "output"; did you mean "reason"?)' },
    ],
    ['a status that is neither word nor number', { status: {} }, { status: 'pass' }],
    ['a status of null, as a row may have', { status: null }, { status: 'pass' }],
    ['a status of true', { status: true }, { status: 'pass' }],
    [
      'a status of false',
      { status: false },
      { status: 'fail', reason: 'the check returned status false; allowed: pass, warn and fail' },
    ],
    [
      'an unknown word with a reason',
      { status: 'red', message: '2 shards are lost' },
      {
        status: 'fail',
        reason: 'the check returned status "red"; allowed: pass, warn and fail (2 shards are lost)',
      },
    ],
    ['a reply of undici', { statusCode: 500, headers: {} }, { status: 'fail', reason: 'HTTP status 500' }],
    [
      'a message of node:http',
      { statusCode: 503, statusMessage: 'Service Unavailable' },
      { status: 'fail', reason: 'HTTP status 503 Service Unavailable' },
    ],
    [
      'a reply of axios',
      { status: 502, statusText: 'Bad Gateway', data: { message: 'not this' } },
      { status: 'fail', reason: 'HTTP status 502 Bad Gateway' },
    ],
    [
      'a body of Nest',
      { statusCode: 500, message: 'no database' },
      { status: 'fail', reason: 'HTTP status 500 (no database)' },
    ],
    ['a redirect', { statusCode: 399 }, { status: 'pass' }],
    ['a status of no protocol', { status: Number.NaN }, { status: 'fail', reason: 'HTTP status NaN' }],
    ['ok: 1, as MongoDB says', { ok: 1 }, { status: 'pass' }],
    ['ok: 0', { ok: 0, errmsg: 'not primary' }, { status: 'fail', reason: 'not primary' }],
    ['ok: false', { ok: false, error: 'invalid_auth' }, { status: 'fail', reason: 'invalid_auth' }],
    ['ok: false without a reason', { ok: false }, { status: 'fail', reason: 'the check returned ok: false' }],
    ['an indicator that is up', { db: { status: 'up' } }, { status: 'pass' }],
    [
      'an indicator that is down',
      { payments: { status: 'down', message: 'queue is 9000 deep' } },
      { status: 'fail', reason: 'payments: queue is 9000 deep' },
    ],
    [
      'indicators, of which the worst counts',
      { a: { status: 'up' }, b: { status: 'down' }, c: { status: 'down', reason: new Error('gone') } },
      { status: 'fail', reason: 'b: down; c: gone' },
    ],
    [
      'an indicator that is degraded',
      { a: { status: 'up' }, b: { status: 'degraded', message: 'slow' } },
      { status: 'warn', reason: 'b: slow' },
    ],
    [
      'degraded beside down',
      { a: { status: 'degraded' }, b: { status: 'down' } },
      { status: 'fail', reason: 'a: degraded; b: down' },
    ],
    ['indicators beside something else', { a: { status: 'down' }, version: 1 }, { status: 'pass' }],
    ['an indicator of another word', { a: { status: 'error' } }, { status: 'pass' }],
    ['an object of nothing', {}, { status: 'pass' }],
    [
      'a whole answer of @nestjs/terminus',
      { status: 'error', info: {}, error: { db: { status: 'down', message: 'timeout' } }, details: {} },
      { status: 'fail', reason: 'db: timeout' },
    ],
    [
      'its answer while it shuts down',
      { status: 'shutting_down', error: {} },
      { status: 'fail', reason: 'the check returned status "shutting_down"; allowed: pass, warn and fail' },
    ],
    ['a message in a pass', { status: 'ok', message: 'fine' }, { status: 'pass' }],
    ['an error of another realm', runInNewContext('new TypeError("alien")'), { status: 'fail', reason: 'alien' }],
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

  // Each row of the table, with what the rows below it look at saying the opposite.
  const down = { a: { status: 'down' } };
  it.each([
    ['an error, whatever its status', Object.assign(new Error('broken'), { status: 'pass', ok: true }), 'broken'],
    ['a word before a number', { status: 'pass', statusCode: 500, ok: false }, undefined],
    ['a word before ok', { status: 'down', ok: true, reason: 'r' }, 'r'],
    ['status before statusCode', { status: 200, statusCode: 500, ok: false }, undefined],
    [
      'statusCode, where status is no number',
      { status: null, statusCode: 500, ok: true, reason: 'r' },
      'HTTP status 500 (r)',
    ],
    ['a number before ok', { statusCode: 204, ok: false }, undefined],
    ['ok before indicators', { ok: 0, ...down, reason: 'r' }, 'r'],
    ['indicators last', down, 'a: down'],
  ])('the first row that knows decides: %s', (_name, value, reason) => {
    const expected = reason === undefined ? { status: 'pass' } : { status: 'fail', reason };
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
    [
      'an AggregateError with a message',
      new AggregateError([new Error('a'), new Error('b'), new Error('c'), new Error('d'), 'e'], 'all were rejected'),
      'all were rejected: a; b; c; 2 more',
    ],
    [
      'an AggregateError of which a part cannot be read',
      new AggregateError([refused, revoked()], ''),
      'connect ECONNREFUSED 127.0.0.1:5432; a value that cannot be read',
    ],
    ['an error of another realm with a cause', runInNewContext('new Error("a", { cause: new Error("b") })'), 'a: b'],
    ['a message that is no text', Object.assign(new Error(''), { message: { toString: 1 } }), 'Error'],
    ['bytes', new Uint8Array(4_000_000), '[4000000 bytes]'],
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

  it('costs little, however long its parts are', () => {
    const long = (end: string): string => 'a'.repeat(5_000_000) + end;
    const startedAt = performance.now();
    const { reason } = normalizeError(new Error(long('b'), { cause: new Error(long('c')) }));
    expect(reason).toHaveLength(1_000);
    // Generous: comparing the whole texts takes minutes.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
