// @ts-nocheck
import { describe, expect, it } from 'vitest';
import { normalizeError, normalizeOutcome } from '../src/outcome.ts';
import { quote } from '../src/quote.ts';
import { reasonOf } from '../src/reason.ts';
import { oneLine } from '../src/text.ts';

const KEY = 'Q2x1c3RlclByaW1hcnlLZXlGb3JDb3Ntb3NEYlByb2R1Y3Rpb25PbmVUd29UaHJlZUZvdXJGaXZlU2l4U2V2ZW4';
const CONNECTION = `mongodb://orders-prod-weu:${KEY}==@orders-prod-weu.mongo.cosmos.azure.com:10255/?ssl=true`;
const JWT = `eyJ${'a'.repeat(900)}.${'b'.repeat(60)}`;

/** Wherever somebody else's text is cut, with a secret across the cut. */
const CUTS: readonly (readonly [string, (text: string) => string])[] = [
  ['quote', quote],
  ['quote of a list', (text) => quote([text])],
  ['quote of an object', (text) => quote({ url: text })],
  ['quote of an error', (text) => quote(new Error(text))],
  ['oneLine', oneLine],
  ['a reason', reasonOf],
  ['a reason with a cause', (text) => reasonOf(new Error(text, { cause: new Error(text) }))],
  ['a thrown list', (text) => JSON.stringify(normalizeError([text]))],
  ['an observed value', (text) => JSON.stringify(normalizeOutcome({ status: 'pass', observedValue: { text } }))],
];

describe('a secret that is cut shows nothing of itself', () => {
  for (const [name, cut] of CUTS) {
    it(`${name}: wherever it begins`, () => {
      for (let before = 0; before < 120; before += 7) {
        expect(cut(`${'x'.repeat(before)} ${CONNECTION}`)).not.toContain(KEY.slice(0, 10));
        // Across what is looked at, where what came before has shrunk.
        const shrunk = `${JWT} ${JWT} ${JWT} ${JWT} `.slice(0, 3_900);
        expect(cut(`${shrunk}${'x'.repeat(before)} ${CONNECTION}`)).not.toContain(KEY.slice(0, 10));
      }
    });
  }
});

describe('whatever is thrown or returned costs little and harms nobody', () => {
  const throwing = (depth: number): unknown =>
    new Proxy(new Error('p'), {
      get() {
        throw depth === 0 ? 'bottom' : throwing(depth - 1);
      },
      getPrototypeOf() {
        throw depth === 0 ? 'bottom' : throwing(depth - 1);
      },
      ownKeys() {
        throw throwing(0);
      },
    });
  const getter = (thrown: unknown) => ({
    get status(): string {
      throw thrown;
    },
    get reason(): string {
      throw thrown;
    },
    toJSON() {
      throw thrown;
    },
    toString() {
      throw thrown;
    },
    [Symbol.toPrimitive]() {
      throw thrown;
    },
  });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const revokedError = Proxy.revocable(new Error('z'), {});
  revokedError.revoke();

  const nasty: readonly (readonly [string, unknown])[] = [
    ['a proxy whose traps throw proxies', throwing(3)],
    ['a getter that throws a proxy', getter(throwing(3))],
    ['a getter that throws an object with getters', getter(getter(throwing(1)))],
    ['a revoked proxy', revoked.proxy],
    ['a revoked error', revokedError.proxy],
    ['an error with members that throw', Object.defineProperty(new Error('x'), 'message', { get: () => getter(1) })],
    ['an error of nasty errors', new AggregateError([throwing(2), getter(throwing(0)), revoked.proxy], '')],
    ['an error whose cause is nasty', new Error('x', { cause: getter(getter(revoked.proxy)) })],
    ['an object that answers with itself', Object.assign(Object.create(null), { status: Object.create(null) })],
  ];

  it.each(nasty)('%s', (_name, value) => {
    for (const outcome of [
      normalizeOutcome(value),
      normalizeError(value),
      normalizeOutcome({ status: 'fail', reason: value }),
    ]) {
      expect(structuredClone(outcome)).toEqual(outcome);
      expect(JSON.stringify(outcome).length).toBeLessThan(5_000);
    }
    expect(normalizeError(value).status).toBe('fail');
    expect(quote(value).length).toBeLessThan(500);
  });

  it.each([
    ['a Buffer', Buffer.alloc(200_000_000)],
    ['a list', new Array(20_000_000).fill(1)],
    ['a text', 'x'.repeat(200_000_000)],
    ['an error with such a text', new Error('y'.repeat(200_000_000))],
    [
      'a cause that is nearly the message',
      new Error(`${'a'.repeat(2_000_000)}b`, { cause: new Error(`${'a'.repeat(1_000_000)}c`) }),
    ],
  ])('however large it is: %s', (_name, value) => {
    for (const outcome of [normalizeError(value), normalizeOutcome({ status: 'fail', reason: value })]) {
      expect(outcome.status).toBe('fail');
      expect(JSON.stringify(outcome).length).toBeLessThan(5_000);
    }
    expect(quote(value).length).toBeLessThan(500);
  });
});
