import { redact } from './redact.ts';

/** A check's outcome after the one place that makes sense of it: safe to print, to clone and to serialise. */
export interface NormalResult {
  readonly status: 'pass' | 'warn' | 'fail';
  readonly reason?: string;
  readonly observedValue?: unknown;
  readonly observedUnit?: string;
}

const MAX_TEXT = 1_000;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;
/** Of one value in all: fifty lists of fifty lists would be copied at every run, and printed. */
const MAX_NODES = 500;
const PASS: NormalResult = Object.freeze({ status: 'pass' });

/** The draft's words and its aliases, which Terminus and Spring Boot use. */
const STATUS_WORDS: ReadonlyMap<string, NormalResult['status']> = new Map([
  ['pass', 'pass'],
  ['ok', 'pass'],
  ['up', 'pass'],
  ['warn', 'warn'],
  ['fail', 'fail'],
  ['error', 'fail'],
  ['down', 'fail'],
]);

/** Whatever `run` returned or was pushed, as a result. Never throws. */
export function normalizeOutcome(value: unknown): NormalResult {
  if (value === undefined || value === null || value === true) return PASS;
  if (value === false) return { status: 'fail', reason: 'the check returned false' };
  if (typeof value === 'string') return fromText(value);
  if (typeof value !== 'object') return PASS;
  try {
    return fromObject(value);
  } catch (error) {
    return { status: 'fail', reason: oneLine(`the check returned an object that cannot be read: ${describe(error)}`) };
  }
}

/** Whatever was thrown or rejected with, as a failed result. Never throws. */
export function normalizeError(error: unknown): NormalResult {
  return { status: 'fail', reason: reasonOf(error) };
}

/** A status without the object around it means what it says; any other text is a driver's reply. */
function fromText(text: string): NormalResult {
  const status = STATUS_WORDS.get(text.toLowerCase()) ?? 'pass';
  return status === 'pass' ? PASS : { status, reason: `the check returned ${JSON.stringify(text)}` };
}

function fromObject(value: object): NormalResult {
  if (value instanceof Error) return normalizeError(value);
  const status: unknown = 'status' in value ? value.status : undefined;
  if (status === undefined) return PASS;
  // A response of fetch or of an HTTP client: a dependency that answers 500 is not up.
  if (typeof status === 'number') {
    return status >= 200 && status <= 399 ? PASS : { status: 'fail', reason: `HTTP status ${status}` };
  }
  const word = typeof status === 'string' ? STATUS_WORDS.get(status.toLowerCase()) : undefined;
  if (word === undefined) {
    const shown = typeof status === 'string' || status === null ? JSON.stringify(status) : describe(status);
    return { status: 'fail', reason: oneLine(`the check returned status ${shown}; allowed are pass, warn and fail`) };
  }
  const reason = givenReason(value);
  const observed: unknown = 'observedValue' in value ? value.observedValue : undefined;
  const unit: unknown = 'observedUnit' in value ? value.observedUnit : undefined;
  return {
    status: word,
    ...(isFilled(reason) ? { reason: reasonOf(reason) } : {}),
    ...(observed === undefined ? {} : { observedValue: plain(observed) }),
    ...(typeof unit === 'string' && unit !== '' ? { observedUnit: oneLine(unit) } : {}),
  };
}

/** The reason of a result. What the draft calls `output` is not lost, and the author hears of the right name. */
function givenReason(value: object): unknown {
  if ('reason' in value || !('output' in value) || !isFilled(value.output))
    return 'reason' in value ? value.reason : undefined;
  return `${reasonOf(value.output)} (given as "output"; did you mean "reason"?)`;
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The reason in one redacted line: an error's message and its causes, or the value as text. Never throws, never empty. */
export function reasonOf(error: unknown): string {
  try {
    return oneLine(describe(error)) || 'failed without a reason';
  } catch {
    return 'failed with a value that cannot be read';
  }
}

function describe(value: unknown, depth = 0): string {
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return `failed with ${value}`;
  if (typeof value === 'object') {
    if ('message' in value && typeof value.message === 'string' && value.message !== '') return value.message;
    return JSON.stringify(plain(value)) ?? String(value);
  }
  return typeof value === 'function' ? 'a function' : String(value);
}

/** Node's connection errors may have an empty message and the story in `errors` or `cause`. */
function describeError(error: Error, depth: number): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  // Typed as a string, and yet anybody may put something else there.
  const message = String(error.message ?? '');
  let text = message || (typeof code === 'string' ? code : '');
  if (depth >= MAX_DEPTH) return text || error.name;
  if ('errors' in error && Array.isArray(error.errors) && error.errors.length > 0 && message === '') {
    text = error.errors
      .slice(0, 3)
      .map((each) => describe(each, depth + 1))
      .join('; ');
  }
  text ||= error.name;
  const cause = error.cause === undefined || error.cause === null ? '' : describe(error.cause, depth + 1);
  return cause === '' || text.includes(cause) ? text : `${text}: ${cause}`;
}

/** One line, no control characters, no secrets, not too long: the same text for answers, events and logs. */
export function oneLine(text: string): string {
  // Cut before redacting, so that a huge text costs little, and again after, because redaction may lengthen.
  const clean = redact(text.slice(0, 4 * MAX_TEXT))
    .replace(UNPRINTABLE, escaped)
    .trim();
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT - 1)}…` : clean;
}

/** Control and format characters, line and paragraph separators, lone surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escaped(character: string): string {
  if (character === '\n' || character === '\r' || character === '\t') return ' ';
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}

/** A copy that JSON and structured clone take: circles, functions, bigints, deep and huge trees are cut; strings are redacted. */
function plain(
  value: unknown,
  budget = { nodes: MAX_NODES },
  depth = 0,
  seen: ReadonlySet<unknown> = new Set(),
): unknown {
  switch (typeof value) {
    case 'string':
      return oneLine(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return String(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Error) return oneLine(describe(value));
  if (seen.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deep]';
  const path = new Set(seen).add(value);
  const afford = <Item>(items: readonly Item[]): readonly Item[] => {
    const taken = items.slice(0, Math.min(MAX_ITEMS, budget.nodes));
    budget.nodes -= taken.length;
    return taken;
  };
  if (Array.isArray(value)) return Object.freeze(afford(value).map((item) => plain(item, budget, depth + 1, path)));
  const members = Object.fromEntries(
    afford(Object.entries(value))
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [oneLine(key), isSecret(key, item) ? '***' : plain(item, budget, depth + 1, path)]),
  );
  return Object.freeze(members);
}

/** `{ password: 'x' }` has lost its equals sign; put it back so that the redaction sees it. */
function isSecret(key: string, item: unknown): boolean {
  return item !== null && typeof item !== 'boolean' && redact(`${key}=x`) === `${key}=***`;
}
