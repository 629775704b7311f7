import { describe, expect, it } from 'vitest';
import { ProbezError } from '../src/errors.ts';
import * as validate from '../src/validate.ts';

const { milliseconds, count, share, flag, text, filled, texts, callable, list, whole, within, object, oneOf } =
  validate;
const MAX = 2_147_483_647;
const WORDS = ['text', 'json', 'both'] as const;
type Rule = (value: unknown) => unknown;

/** Each rule, what it takes, and what it says to anything else. */
const RULES: readonly (readonly [string, Rule, readonly unknown[], readonly unknown[], string])[] = [
  [
    'a time',
    (value) => milliseconds('it', value),
    [0.5, 1, MAX],
    [0, -1, MAX + 1, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined, [5]],
    `a number of milliseconds greater than 0, at most ${MAX}`,
  ],
  [
    'a time that may be nought',
    (value) => milliseconds('it', value, 0),
    [0, 1, MAX],
    [-0.1, MAX + 1, Number.NaN, '0', null, [1]],
    `a number of milliseconds from 0 to ${MAX}`,
  ],
  ['a count', (value) => count('it', value), [1, 2 ** 53 - 1], [0, 1.5, 2 ** 53, '1', [1]], 'a whole number from 1'],
  ['a share', (value) => share('it', value), [0, 0.5, 1], [-0.1, 1.1, Number.NaN, '0', [1]], 'a number from 0 to 1'],
  ['a flag', (value) => flag('it', value), [true, false, undefined], ['false', 0, null], 'true or false'],
  ['a text', (value) => text('it', value), ['', 'x', undefined], [0, null, ['x'], Object('x')], 'a string'],
  [
    'a text that says something',
    (value) => filled('it', value),
    ['x', undefined],
    ['', 0, null],
    'a string that is not empty',
  ],
  ['the same in other words', (value) => filled('it', value, 'a path'), ['x'], ['', 5], 'a path'],
  ['a function', (value) => callable('it', value), [() => {}, class {}], [undefined, {}, 'x'], 'a function'],
  ['a function in other words', (value) => callable('it', value, 'a hook'), [() => {}], [5], 'a hook'],
  ['a list', (value) => list('it', value, 'a list'), [[], [1]], [undefined, {}, 'x', { length: 1 }], 'a list'],
  [
    'an object',
    (value) => object('it', value, 'an object'),
    [{}, new Map()],
    [undefined, null, [], 'x', 5],
    'an object',
  ],
  [
    'a whole number',
    (value) => whole('it', value, 2, 5),
    [2, 3, 5],
    [1, 6, 2.5, Number.NaN, Number.POSITIVE_INFINITY, null, [3], 'x', '3x', 'x3', '', '1234567890'],
    'a whole number from 2 to 5',
  ],
  [
    'a number',
    (value) => within('it', value, 2, 5),
    [2, 2.5, 5],
    [1.9, 5.1, Number.NaN, '3', [3]],
    'a number from 2 to 5',
  ],
  [
    'a word',
    (value) => oneOf('it', value, WORDS),
    WORDS,
    ['banana', '', 5, undefined, ['text']],
    '"text", "json" or "both"',
  ],
  ['one word', (value) => oneOf('it', value, ['only']), ['only'], ['x'], '"only"'],
  [
    'texts by name',
    (value) => texts('it', value),
    [undefined, {}, { a: 'x', b: '' }],
    [null, 'x', ['x']],
    'an object of strings',
  ],
  [
    'a logger',
    (value) => validate.loggerOption(value, 'it'),
    [undefined, false, console, Object.assign(() => {}, { info() {}, warn() {}, error() {} })],
    [true, null, 'x', []],
    'a logger with info, warn and error, or false',
  ],
];

describe.each(RULES)('%s', (_name, rule, taken, refused, allowed) => {
  it.each(taken.map((value) => [value]))('takes %o', (value) => {
    expect(() => rule(value)).not.toThrow();
  });

  it.each(refused.map((value) => [value]))('refuses %o, quoted', (value) => {
    const told = catching(() => rule(value));
    expect(told).toMatchObject({ code: 'INVALID_OPTION' });
    expect(told.message).toMatch(/^it is \S/);
    expect(told.message.endsWith(`; allowed: ${allowed}`)).toBe(true);
  });
});

function catching(act: () => unknown): ProbezError {
  try {
    act();
  } catch (error) {
    if (error instanceof ProbezError) return error;
  }
  throw new Error('nothing was refused');
}

it('what is taken is given back', () => {
  expect([
    milliseconds('it', 5),
    count('it', 5),
    share('it', 0.5),
    whole('it', 5, 1, 9),
    within('it', 5, 1, 9),
  ]).toEqual([5, 5, 0.5, 5, 5]);
  expect(oneOf('it', 'json', WORDS)).toBe('json');
});

it.each<[() => unknown, string]>([
  [
    () => whole('it', '8080', 1, 65_535),
    'it is "8080"; allowed: a whole number from 1 to 65535; did you mean the number 8080?',
  ],
  [() => oneOf('it', 'jsn', WORDS), 'it is "jsn"; allowed: "text", "json" or "both"; did you mean "json"?'],
  [() => texts('it', { a: 'x', b: 5 }), 'it.b is 5; allowed: a string'],
  [
    () => validate.loggerOption({ info() {}, warn() {} }),
    'logger.error is undefined; allowed: a logger with info, warn and error, or false',
  ],
  [
    () =>
      validate.methods(
        'it',
        Object.assign(() => {}, { a() {} }),
        ['a', 'b'],
        'both',
      ),
    'it.b is undefined; allowed: both',
  ],
  [() => validate.refuse('it', 5, 'x', 'returned'), 'it returned 5; allowed: x'],
  [() => validate.knownKeys('it', { prot: 1 }, ['port', 'host']), 'it: unknown option "prot"; did you mean "port"?'],
  [() => validate.knownKeys('it', { port: 1, x: 1 }, ['port', 'host']), 'it: unknown option "x"; allowed: port, host'],
  [() => validate.knownKeys('it', 5, []), 'the options object of it is 5; allowed: an object'],
  [() => validate.knownKeys('it', 5, [], 'a bag'), 'the options object of it is 5; allowed: a bag'],
])('case %#: says what is wrong', (act, message) => {
  expect(catching(act)).toMatchObject({ code: 'INVALID_OPTION', message });
});

it('a thing has methods, or has them not, and nothing is thrown', () => {
  const { hasMethods } = validate;
  const odd = new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
    },
  );
  expect(hasMethods({ a() {}, b() {} }, ['a', 'b'])).toBe(true);
  expect(
    hasMethods(
      Object.assign(() => {}, { a() {} }),
      ['a'],
    ),
  ).toBe(true);
  for (const value of [{ a() {} }, { a() {}, b: 1 }, undefined, null, 'x', odd])
    expect(hasMethods(value, ['a', 'b'])).toBe(false);
});
