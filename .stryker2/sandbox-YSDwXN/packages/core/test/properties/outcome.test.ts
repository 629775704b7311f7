// @ts-nocheck
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NormalResult, normalizeError, normalizeOutcome } from '../../src/outcome.ts';

const WORDS = ['pass', 'OK', 'up', 'warn', 'Fail', 'error', 'down', 'banana', ''];
const numeric = fc.oneof(fc.constantFrom(0, 199, 200, 399, 400, Number.NaN), fc.integer({ min: 100, max: 599 }));
const other = fc.constantFrom<unknown>(undefined, null, true, {}, [], 1n);

/** An object with any of the members that the table looks at, and others. */
const reply = fc.record(
  {
    status: fc.oneof(fc.constantFrom<unknown>(...WORDS), numeric, other),
    statusCode: fc.oneof(numeric, other),
    ok: fc.constantFrom<unknown>(true, false, 0, 1, '', null),
    rows: fc.anything(),
  },
  { requiredKeys: [] },
);

/** The table as one reads it, to compare with. */
function expected({ status, statusCode, ok }: { status?: unknown; statusCode?: unknown; ok?: unknown }) {
  if (typeof status === 'string') {
    if (['pass', 'ok', 'up'].includes(status.toLowerCase())) return 'pass';
    return status === 'warn' ? 'warn' : 'fail';
  }
  const code = typeof status === 'number' ? status : statusCode;
  if (typeof code === 'number') return code >= 200 && code <= 399 ? 'pass' : 'fail';
  return ok === false || ok === 0 ? 'fail' : 'pass';
}

const plainlyOdd = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withTypedArray: true }),
  fc.constantFrom<unknown>(Symbol('s'), () => {}, Object.create(null), new Date(Number.NaN), Buffer.alloc(1e6)),
  fc.string({ unit: 'binary', maxLength: 3_000 }),
  fc.dictionary(fc.string(), fc.constantFrom({ status: 'up' }, { status: 'down', message: 'x\ny' })),
);
/** Values that nobody is prepared for, each made when it is used: fast-check itself would look at them. */
const nasty = fc.record({ value: plainlyOdd, trap: fc.boolean() }).map(
  ({ value, trap }) =>
    () =>
      trap ? trapped(value) : value,
);

/** Throws whatever it is given, whenever it is looked at. */
function trapped(thrown: unknown): object {
  const fail = (): never => {
    throw thrown;
  };
  return new Proxy(new Error('trap'), { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
}

function expectHarmless(result: NormalResult): void {
  expect(['pass', 'warn', 'fail']).toContain(result.status);
  expect(structuredClone(result)).toEqual(result);
  expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  const { reason = '' } = result;
  expect(reason.length).toBeLessThanOrEqual(1_000);
  expect(reason).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
}

test('the table decides', () => {
  fc.assert(
    fc.property(reply, (value) => {
      expect(normalizeOutcome(value).status).toBe(expected(value));
    }),
  );
}, 600_000);

test('a fail always has a reason, unless the check gave none with its word', () => {
  fc.assert(
    fc.property(reply, (value) => {
      const { status, reason } = normalizeOutcome(value);
      const byWord = typeof value.status === 'string' && value.status !== 'banana' && value.status !== '';
      if (status === 'fail' && !byWord) expect(reason).toMatch(/\S/);
    }),
  );
}, 600_000);

test('whatever is returned or thrown, in whatever place, becomes harmless plain data', () => {
  fc.assert(
    fc.property(nasty, (make) => {
      const value = make();
      for (const outcome of [
        value,
        { status: value },
        { status: 'fail', reason: value, observedValue: value, observedUnit: value },
        { ok: false, message: value, error: value },
        { db: value },
        { db: { status: 'down', message: value, error: value } },
      ])
        expectHarmless(normalizeOutcome(outcome));
      for (const thrown of [value, new Error('e', { cause: value }), new AggregateError([value], '')])
        expectHarmless(normalizeError(thrown));
    }),
  );
}, 600_000);

test('indicators are as bad as their worst', () => {
  const indicators = fc.dictionary(
    fc.string(),
    fc.constantFrom('up', 'down').map((status) => ({ status })),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(indicators, (value) => {
      // A key of the table's own is the table's: { status: … } is no word here, and ok is neither false nor 0.
      const down = Object.values(value).some(({ status }) => status === 'down');
      expect(normalizeOutcome(value).status).toBe(down ? 'fail' : 'pass');
    }),
  );
}, 600_000);
