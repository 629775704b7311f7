// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { quote } from '../src/quote.ts';

class Pool {
  password = 'hunter2';
}

const unreadable = new Proxy(
  {},
  {
    ownKeys() {
      throw new Error('no');
    },
  },
);

describe('a value as an error message quotes it', () => {
  it.each([
    ['a string', 'live', '"live"'],
    ['a string that just fits', 'x'.repeat(100), `"${'x'.repeat(100)}"`],
    ['a string in a box', Object('live'), '"live"'],
    ['an object of nothing', { a: null, b: undefined }, '{ a: null, b: undefined }'],
    ['a long string', 'x'.repeat(1_000_000), `"${'x'.repeat(99)}…"`],
    ['a string of several lines', 'a\nb\u202e\u009b', '"a\\nb\\u{202e}\\u{9b}"'],
    ['a password in it', 'postgres://app:hunter2@db/app', '"postgres://***@db/app"'],
    ['a number', 12.5, '12.5'],
    ['no number', Number.NaN, 'NaN'],
    ['a bigint', 5n, '5n'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => {}, 'a function'],
    ['a list', [1, 'b', [2], { c: 3 }], '[1, "b", […], {…}]'],
    ['an empty list', [], '[]'],
    ['a long list', Array.from({ length: 1_000_000 }, () => 0), `[${'0, '.repeat(10)}…]`],
    ['an object', { port: '80', tls: { ca: 'x' }, hosts: [] }, '{ port: "80", tls: {…}, hosts: […] }'],
    ['an empty object', {}, '{}'],
    ['an object without a prototype', Object.assign(Object.create(null), { 'a b': 1 }), '{ "a b": 1 }'],
    ['a wide object', { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 }, '{ a: 1, b: 2, c: 3, d: 4, e: 5, … }'],
    ['an object with a secret', { user: 'app', password: 'hunter2' }, '{ user: "app", password: *** }'],
    ['an instance', new Pool(), 'a Pool'],
    ['a promise', Promise.resolve(), 'a Promise'],
    ['an instance that begins with a vowel', new AbortController(), 'an AbortController'],
    ['an error', new TypeError('no'), 'an error ("no")'],
    ['a URL', new URL('https://me:hunter2@x.example/y'), '"https://***@x.example/y"'],
    ['bytes', Buffer.alloc(4_000_000), 'a Buffer'],
    ['what cannot be read', unreadable, 'an object that cannot be read'],
  ])('%s', (_what, value, expected) => {
    expect(quote(value)).toBe(expected);
  });
});
