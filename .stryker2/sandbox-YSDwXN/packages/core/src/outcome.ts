// @ts-nocheck
import { isError } from './error-message.ts';
import { firstKeys, unboxed } from './look.ts';
import { plain } from './plain.ts';
import { quote } from './quote.ts';
import { reasonOf } from './reason.ts';
import { oneLine } from './text.ts';

/** A check's outcome after the one place that makes sense of it: safe to print, to clone and to serialise. */
export interface NormalResult {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reason?: string;
  readonly observedValue?: unknown;
  readonly observedUnit?: string;
}

type Known = NormalResult['status'];

/** Frozen: it is shared by all runs that have nothing to say. */
const PASS: NormalResult = Object.freeze({ status: 'pass' });

/** The draft's words and its aliases, which @nestjs/terminus and Spring Boot use. */
const STATUS_WORDS: ReadonlyMap<string, Known> = new Map([
  ['pass', 'pass'],
  ['ok', 'pass'],
  ['up', 'pass'],
  ['warn', 'warn'],
  ['fail', 'fail'],
  ['error', 'fail'],
  ['down', 'fail'],
]);
const LONGEST_WORD = 5;
/** `degraded` is version 12's. https://docs.nestjs.com/recipes/terminus */
const INDICATOR_STATES: ReadonlyMap<string, Known> = new Map([
  ['up', 'pass'],
  ['degraded', 'warn'],
  ['down', 'fail'],
]);
const WORST: readonly Known[] = ['fail', 'warn', 'pass'];
/** Nobody has so many indicators: what comes after them is not looked at. */
const MAX_INDICATORS = 1_000;
/** Of many indicators that are down. */
const MAX_NAMED = 3;

const wordOf = (text: string): Known | undefined =>
  text.length > LONGEST_WORD ? undefined : STATUS_WORDS.get(text.toLowerCase());

/** The rows for objects, in their order. */
const ROWS: readonly ((value: object) => NormalResult | undefined)[] = [
  (value) => (isError(value) ? normalizeError(value) : undefined),
  byStatus,
  byHttpStatus,
  byOk,
  byIndicators,
];

/**
 * Whatever `run` returned or was pushed, as a result. The value decides, by one table for every check; the first row that
 * applies counts, and the reason comes from the same object. Never throws.
 *
 * | the value | the result |
 * | --- | --- |
 * | an Error | fail |
 * | `false`; a status word alone | fail; that status |
 * | a string `status` (or `false`) | that status; fail where it is no known word |
 * | a numeric `status` or `statusCode` | pass from 200 to 399, else fail |
 * | `ok` that is false or 0 | fail |
 * | every own value is `{ status: 'up' \| 'degraded' \| 'down' }`: an indicator of @nestjs/terminus | the worst of them, degraded being warn |
 * | everything else | pass |
 */
export function normalizeOutcome(given: unknown): NormalResult {
  const value = unboxed(given);
  if (value === false) return { status: 'fail', reason: 'the check returned false' };
  if (typeof value === 'string') return fromWord(value);
  if (typeof value !== 'object' || value === null) return PASS;
  try {
    for (const row of ROWS) {
      const result = row(value);
      if (result !== undefined) return result;
    }
    return PASS;
  } catch (error) {
    return { status: 'fail', reason: oneLine(`the check returned an object that cannot be read: ${reasonOf(error)}`) };
  }
}

/** Whatever was thrown or rejected with, as a failed result. Never throws. */
export function normalizeError(error: unknown): NormalResult {
  return { status: 'fail', reason: reasonOf(error) };
}

/** A status without the object around it means what it says; any other text is a driver's reply. */
function fromWord(text: string): NormalResult {
  const status = wordOf(text) ?? 'pass';
  return status === 'pass' ? PASS : { status, reason: `the check returned ${quote(text)}` };
}

function byStatus(value: object): NormalResult | undefined {
  const status = member(value, 'status');
  // Not in the draft, and yet plain: a boolean in the place of a word.
  if (status !== false && typeof status !== 'string') return undefined;
  const word = typeof status === 'string' ? wordOf(status) : undefined;
  if (word !== undefined) return told(value, word);
  const strange = `the check returned status ${quote(status)}; allowed: pass, warn and fail`;
  const reason = reasonIn(value);
  return told(value, 'fail', reason === undefined ? strange : `${strange} (${reason})`);
}

/** A response of fetch or of an HTTP client: a dependency that answers 500 is not up. */
function byHttpStatus(value: object): NormalResult | undefined {
  const status = [member(value, 'status'), member(value, 'statusCode')].find((each) => typeof each === 'number');
  if (typeof status !== 'number') return undefined;
  if (status >= 200 && status <= 399) return told(value, 'pass');
  const phrase = [member(value, 'statusText'), member(value, 'statusMessage')].find(isFilled) ?? '';
  const reason = reasonIn(value);
  return told(value, 'fail', `HTTP status ${status} ${reason === undefined ? phrase : `(${reason})`}`);
}

/** What MongoDB and Slack reply. */
function byOk(value: object): NormalResult | undefined {
  const ok = member(value, 'ok');
  if (ok !== false && ok !== 0) return undefined;
  return told(value, 'fail', reasonIn(value) ?? `the check returned ok: ${ok}`);
}

/** `{ payments: { status: 'down', message: 'the queue is full' } }`: an indicator's reply, or several in one. */
function byIndicators(value: object): NormalResult | undefined {
  // Their members are not looked at: bytes have millions.
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return undefined;
  let status: Known | undefined;
  const down: string[] = [];
  for (const key of firstKeys(value, MAX_INDICATORS)) {
    const part = member(value, key);
    if (typeof part !== 'object' || part === null) return undefined;
    const state = member(part, 'status');
    const as = typeof state === 'string' ? INDICATOR_STATES.get(state) : undefined;
    if (as === undefined) return undefined;
    status = status === undefined || WORST.indexOf(as) < WORST.indexOf(status) ? as : status;
    if (as !== 'pass' && down.length < MAX_NAMED)
      down.push(`${key}: ${ownReason(part) ?? reasonElsewhere(part) ?? state}`);
  }
  if (status === undefined) return undefined;
  return status === 'pass' ? PASS : { status, reason: oneLine(down.join('; ')) };
}

/** A result with what the object says besides its status. */
function told(value: object, status: Known, reason = reasonIn(value, status)): NormalResult {
  const observed = member(value, 'observedValue');
  const unit = member(value, 'observedUnit');
  return {
    status,
    ...(reason === undefined ? {} : { reason: oneLine(reason) }),
    ...(observed === undefined ? {} : { observedValue: plain(observed) }),
    ...(typeof unit === 'string' && unit !== '' ? { observedUnit: oneLine(unit) } : {}),
  };
}

/** The reason, by our name or by another's. In a pass `message` may be anything, so only our name counts there. */
function reasonIn(value: object, status: Known = 'fail'): string | undefined {
  const own = ownReason(value);
  if (own !== undefined || status === 'pass') return own;
  // What a health check of @nestjs/terminus answers with: the indicators that are down, under `error`.
  const error = member(value, 'error');
  return (
    reasonElsewhere(value) ?? (typeof error === 'object' && error !== null ? byIndicators(error)?.reason : undefined)
  );
}

function ownReason(value: object): string | undefined {
  const reason = member(value, 'reason');
  if (isFilled(reason)) return reasonOf(reason);
  const output = member(value, 'output');
  // The draft's name for it. Not lost, and the author hears of the right one.
  return isFilled(output) ? `${reasonOf(output)} (given as "output"; did you mean "reason"?)` : undefined;
}

/** By the names that drivers have for it; an object under such a name may be anything. */
function reasonElsewhere(value: object): string | undefined {
  const reason = ['message', 'errmsg', 'error']
    .map((key) => member(value, key))
    .find((each) => (typeof each === 'string' && each !== '') || isError(each));
  return reason === undefined ? undefined : reasonOf(reason);
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

const member = (value: object, key: string): unknown => Reflect.get(value, key);
