// @ts-nocheck
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isError, messageOf } from '../src/error-message.ts';
import { firstKeys, unboxed } from '../src/look.ts';
import { normalizeError, normalizeOutcome } from '../src/outcome.ts';
import { peek } from '../src/peek.ts';
import { isSecret, plain } from '../src/plain.ts';
import { cut, oneLine, printableName } from '../src/text.ts';

const FACE = '😀';
const unreadable = new Proxy(
  {},
  {
    get() {
      throw new Error('no');
    },
    getPrototypeOf() {
      throw new Error('no');
    },
  },
);

describe('the table, to its edges', () => {
  it.each<[unknown, object]>([
    [{ status: 199 }, { status: 'fail', reason: 'HTTP status 199' }],
    [{ status: 200 }, { status: 'pass' }],
    [{ status: 399 }, { status: 'pass' }],
    [{ status: 400 }, { status: 'fail', reason: 'HTTP status 400' }],
    [[{ status: 'down' }], { status: 'pass' }],
    [new Uint8Array([1]), { status: 'pass' }],
    [{ a: { status: 'error' }, b: { status: 'down' } }, { status: 'pass' }],
    [
      { a: { status: 'down' }, b: { status: 'up' } },
      { status: 'fail', reason: 'a: down' },
    ],
    [
      { a: { status: 'degraded' }, b: { status: 'up' } },
      { status: 'warn', reason: 'a: degraded' },
    ],
    [
      Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, { status: 'down' }])),
      { status: 'fail', reason: 'a: down; b: down; c: down' },
    ],
    [{ status: 'pass', observedUnit: '' }, { status: 'pass' }],
    [
      { status: 'fail', reason: null, message: 'm' },
      { status: 'fail', reason: 'm' },
    ],
    [
      { status: 'fail', reason: '', message: 'm' },
      { status: 'fail', reason: 'm' },
    ],
    [
      { ok: false, message: '', error: 'e' },
      { status: 'fail', reason: 'e' },
    ],
    [{ status: 'error', error: null }, { status: 'fail' }],
    [{ status: 'error', error: 5 }, { status: 'fail' }],
  ])('case %#', (value, result) => {
    expect(normalizeOutcome(value)).toEqual(result);
  });
});

const chain = (depth: number): Error => new Error(`e${depth}`, depth < 7 ? { cause: chain(depth + 1) } : {});

describe('what is thrown, to its edges', () => {
  it.each<[string, unknown, string]>([
    ['a function', () => 1, 'a function'],
    ['a bigint', 5n, '5'],
    ['false', false, 'false'],
    ['an empty message', { message: '', code: 5 }, '{"message":"","code":5}'],
    ['a cause of null', new Error('x', { cause: null }), 'x'],
    ['a cause of undefined', Object.assign(new Error('x'), { cause: undefined }), 'x'],
    ['causes of causes', chain(0), 'e0: e1: e2: e3: e4'],
    ['three errors', new AggregateError([1, 2, 3], 'all'), 'all: 1; 2; 3'],
    ['errors and no message', new AggregateError(['a'], ''), 'a'],
    ['a message that is a number', Object.assign(new Error(''), { message: 5 }), '5'],
    ['a message that is a bigint', Object.assign(new Error(''), { message: 5n }), '5'],
    ['a code that is a number', Object.assign(new Error(''), { code: 7 }), '7'],
    ['nothing at all', Object.assign(new Error(''), { name: '' }), 'Error'],
    ['something like an error', { name: 'X', message: '', stack: 's', code: 'E' }, 'E'],
    ['what cannot be read', unreadable, 'failed with a value that cannot be read'],
  ])('%s', (_name, thrown, reason) => {
    expect(normalizeError(thrown).reason).toBe(reason);
  });

  it.each<[string, unknown, boolean]>([
    ['nothing', undefined, false],
    ['null', null, false],
    ['a text', 'Error', false],
    ['a function with the members of one', Object.assign(() => {}, { message: 'm', stack: 's' }), false],
    ['what has the members of one', { name: 'n', message: 'm', stack: 's' }, true],
    ...['name', 'message', 'stack'].map((missing): [string, unknown, boolean] => [
      `what has no ${missing}`,
      { name: 'n', message: 'm', stack: 's', [missing]: 5 },
      false,
    ]),
    ['one of another realm', runInNewContext('new RangeError("r")'), true],
    ['a DOMException', new DOMException('d'), true],
    ['what says that it is one', { [Symbol.toStringTag]: 'Error' }, true],
    ['what says nearly so', { [Symbol.toStringTag]: 'Errors' }, false],
    ['what says nearly so, too', { [Symbol.toStringTag]: 'x[object Error]' }, false],
    ['what cannot be looked at', unreadable, false],
  ])('an error is known for one: %s', (_name, value, known) => {
    expect(isError(value)).toBe(known);
  });

  it('a message that is not there', () => {
    expect(messageOf(Object.assign(new Error('m'), { message: undefined, name: undefined }))).toBe('Error');
  });
});

describe('plain data, to its edges', () => {
  it.each<[string, unknown, unknown]>([
    ['a secret', 'password=hunter2', 'password=***'],
    ['minus zero', -0, 0],
    ['true', true, true],
    ['null in an object', { a: null }, { a: null }],
    ['what JSON leaves out', { a: undefined, b: 1 }, { b: 1 }],
    ['what JSON has no word for', [() => 1, Symbol('s'), undefined], [null, null, null]],
    ['a text in a box', { a: Object('x') }, { a: 'x' }],
    ['a date', { a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
    ['no date', new Date(Number.NaN), null],
    ['an error', { a: new Error('e') }, { a: 'e' }],
    ['a deep object', { a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: '[deep]' } } } }],
    ['a deep list', [[[[[1]]]]], [[[['[deep]']]]]],
    [
      'flags with the names of secrets',
      { password: null, token: true, secret: 0 },
      { password: null, token: true, secret: '***' },
    ],
    ['what cannot be read', { a: Proxy.revocable({}, {}).proxy, b: unreadable }, { a: {}, b: '[cannot be read]' }],
  ])('%s', (_name, value, told) => {
    expect(plain(value)).toStrictEqual(told);
  });

  it('fifty members, and no more', () => {
    const wide = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]));
    expect(Object.keys(Object(plain(wide)))).toHaveLength(50);
    expect(plain(Object.values(wide))).toHaveLength(50);
  });

  it('five hundred in all', () => {
    const list = Array.from({ length: 50 }, () =>
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i])),
    );
    const sizes = Array.from(Object(plain(list)), (each) => Object.keys(Object(each)).length);
    expect(sizes).toEqual([...Array(9).fill(50), ...Array(41).fill(0)]);
  });

  it('a revoked proxy is said to be one', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(plain({ a: proxy })).toEqual({ a: '[cannot be read]' });
  });

  it('a name of a secret is known by its end', () => {
    expect(isSecret(`${'x'.repeat(1_000)}password`, 'y')).toBe(true);
    expect(isSecret('user', 'y')).toBe(false);
  });
});

describe('looking', () => {
  it('at the first names', () => {
    expect(firstKeys({ a: 1, b: 2, c: 3 }, 2)).toEqual(['a', 'b']);
    expect(firstKeys({ a: 1 }, 2)).toEqual(['a']);
    const above = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
    expect(firstKeys(Object.create(above), 2)).toEqual([]);
  });

  it('into boxes', () => {
    expect([Object('x'), Object(5), Object(false), Object(5n), 'x', 5, null, undefined].map(unboxed)).toEqual([
      'x',
      5,
      false,
      5n,
      'x',
      5,
      null,
      undefined,
    ]);
    const box = { [Symbol.toStringTag]: 'String' };
    expect(unboxed(box)).toBe(box);
  });

  it('at members of whatever it is', () => {
    expect(peek({ a: { b: 1 } }, 'a', 'b')).toBe(1);
    expect(
      peek(
        Object.assign(() => {}, { a: 1 }),
        'a',
      ),
    ).toBe(1);
    for (const value of [undefined, null, 5, 'x', {}, { a: null }, { a: 5 }, unreadable, { a: unreadable }])
      expect(peek(value, 'a', 'b')).toBeUndefined();
  });
});

describe('texts, to their edges', () => {
  it('a thousand characters', () => {
    expect(oneLine('x'.repeat(1_000))).toBe('x'.repeat(1_000));
    expect(oneLine('x'.repeat(1_001))).toBe(`${'x'.repeat(999)}…`);
    // Half a character is none.
    expect(cut(`${'x'.repeat(998)}${FACE}y`)).toBe(`${'x'.repeat(998)}…`);
  });

  it('four thousand are looked at, whole', () => {
    expect(oneLine(`${' '.repeat(3_990)}0123456789`)).toBe('0123456789');
    expect(oneLine(`${' '.repeat(3_990)}svc:s3cr3t`)).toBe('svc:s3cr3t');
    expect(oneLine(`${' '.repeat(3_990)}svc:s3cr3ts@db`)).toBe('***');
  });

  it('a name of two hundred', () => {
    expect(printableName('x'.repeat(200))).toBe('x'.repeat(200));
    expect(printableName('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(printableName(`${'x'.repeat(198)}${FACE}${FACE}`)).toBe(`${'x'.repeat(198)}…`);
    expect(printableName('a\u202eb')).toBe('a\\u{202e}b');
  });
});
