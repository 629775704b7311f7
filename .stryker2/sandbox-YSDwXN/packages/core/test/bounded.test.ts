// @ts-nocheck
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { firstKeys } from '../src/look.ts';
import { normalizeError, normalizeOutcome } from '../src/outcome.ts';
import { quote } from '../src/quote.ts';

/** Enough to see that work does not grow with it, and few enough for the engine, which lists them all. */
const MANY = 20_000;
const names = Array.from({ length: MANY }, (_, index) => `k${index}`);

/** Things with many members that count how often one of them is touched. */
function counting() {
  let touches = 0;
  let listings = 0;
  const members = (of: unknown, target: object = {}): object =>
    new Proxy(target, {
      ownKeys() {
        listings += 1;
        return names;
      },
      getOwnPropertyDescriptor: (_target, key) => {
        touches += 1;
        return typeof key === 'string' && key.startsWith('k')
          ? { value: of, enumerable: true, configurable: true }
          : undefined;
      },
      get(_target, key) {
        touches += 1;
        return typeof key === 'string' && key.startsWith('k') ? of : undefined;
      },
    });
  const items = (of: unknown): object =>
    new Proxy([], {
      get(_target, key) {
        touches += 1;
        if (key === 'length') return MANY;
        return key === 'slice' ? Array.prototype.slice : key === 'constructor' ? undefined : of;
      },
      has: () => true,
    });
  return { members, items, told: () => ({ touches, listings }) };
}

type Counting = ReturnType<typeof counting>;

/** The first makes an object of many members, the second puts it where a check may have it. */
const SHAPES: readonly (readonly [string, (of: Counting) => unknown])[] = [
  ['members', ({ members }) => members(1)],
  ['items', ({ items }) => items(1)],
  ['members of members', ({ members }) => members(members(members(1)))],
  ['items of members', ({ items, members }) => items(members(1))],
  ['fifty times the same', ({ members }) => Array(50).fill(members(1))],
  ['indicators that are up', ({ members }) => members({ status: 'up' })],
  ['indicators that are down', ({ members }) => members({ status: 'down', message: 'm' })],
  ['members that nobody may list', ({ members }) => Object.create(members(1))],
];
const PLACES: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['returned', (value) => normalizeOutcome(value)],
  ['a reason', (value) => normalizeOutcome({ status: 'fail', reason: value })],
  ['an output', (value) => normalizeOutcome({ status: 'fail', output: value })],
  ['an error', (value) => normalizeOutcome({ status: 'fail', error: value })],
  ['an observed value', (value) => normalizeOutcome({ status: 'pass', observedValue: value })],
  ['an indicator', (value) => normalizeOutcome({ a: { status: 'down', reason: value } })],
  ['thrown', (value) => normalizeError(value)],
  ['a cause', (value) => normalizeError(new Error('e', { cause: value }))],
  ['causes of causes', (value) => normalizeError(new Error('e', { cause: new Error('f', { cause: value }) }))],
  [
    'among a thousand errors',
    (value) => {
      const many = (cause: unknown) => new AggregateError(Array(1_000).fill(cause), 'e', { cause });
      return normalizeError(many(many(many(value))));
    },
  ],
  ['quoted', (value) => quote({ value, a: [value], b: value })],
  ['quoted by itself', (value) => quote(value)],
];

describe('work has a bound, whatever the shape', () => {
  const cases = SHAPES.flatMap(([shape, make]) => PLACES.map(([place, use]) => [shape, place, make, use] as const));
  it.each(cases)('%s, %s: few are touched', (_shape, _place, make, use) => {
    const of = counting();
    const result = use(make(of));
    expect(JSON.stringify(result).length).toBeLessThan(20_000);
    const { touches, listings } = of.told();
    expect(touches).toBeLessThan(MANY / 4);
    expect(listings).toBeLessThan(200);
  });

  it('an object is listed once, however often it is met', () => {
    const of = counting();
    const one = of.members(1);
    normalizeError(new AggregateError(Array(3).fill(new Error('e', { cause: Array(50).fill(one) }))));
    expect(of.told().listings).toBe(1);
  });

  it('what is not own, and what is not enumerable, is passed over', () => {
    const value = Object.create({ inherited: 1 }, { hidden: { value: 1 }, own: { value: 1, enumerable: true } });
    expect(firstKeys(value, 5)).toEqual(['own']);
    expect(firstKeys({ a: 1, b: 1, c: 1 }, 2)).toEqual(['a', 'b']);
  });
});

describe('a value in a box is the value', () => {
  it.each<[unknown, unknown]>([
    [Object('fail'), 'fail'],
    [Object('x'.repeat(10_000_000)), 'pass'],
    [Object(false), 'fail'],
    [Object(true), 'pass'],
    [Object(0), 'pass'],
    [runInNewContext('new String("down")'), 'fail'],
  ])('returned: case %#', (value, status) => {
    expect(normalizeOutcome(value)).toMatchObject({ status });
  });

  it.each<[string, unknown, string]>([
    ['text', Object('no'), 'no'],
    ['long text', Object('x'.repeat(10_000_000)), `${'x'.repeat(999)}…`],
    ['a number', Object(3), '3'],
    ['a bigint', Object(3n), '3'],
    ['text in an object', { code: Object('E1') }, '{"code":"E1"}'],
    ['what only says that it is text', { [Symbol.toStringTag]: 'String', a: 1 }, '{"a":1}'],
    ['a proxy of text', new Proxy(Object('abc'), {}), '{"0":"a","1":"b","2":"c"}'],
  ])('thrown: %s', (_what, value, reason) => {
    expect(normalizeError(value).reason).toBe(reason);
  });
});

it.each<[string, unknown, string]>([
  ['thrown', 10n ** 1_000_000n, 'a number with more than 1,024 bits'],
  ['below zero', -(10n ** 1_000_000n), 'a number with more than 1,024 bits'],
  ['a member', { n: 10n ** 1_000_000n }, '{"n":"a number with more than 1,024 bits"}'],
  [
    'an error’s message',
    Object.assign(new Error(''), { message: 10n ** 1_000_000n }),
    'a number with more than 1,024 bits',
  ],
  ['of ordinary size', 2n ** 64n, '18446744073709551616'],
])('a bigint, %s: printing one takes a time that grows with its square', (_where, value, reason) => {
  expect(normalizeError(value).reason).toBe(reason);
});

it('a name of ten million characters is shown in part, and its end tells a secret', () => {
  const long = 'k'.repeat(1e7);
  const { reason = '' } = normalizeError({ [long]: 1, [`${long}password`]: 'hunter2' });
  expect(reason.length).toBeLessThanOrEqual(1_000);
  expect(reason).not.toContain('hunter2');
});
