// @ts-nocheck
import { responseText } from './contents.ts';
import { isError, messageOf } from './error-message.ts';
import { bigintText, unboxed } from './look.ts';
import { peek } from './peek.ts';
import { type Budget, newBudget, plain } from './plain.ts';
import { clip, oneLine } from './text.ts';

const MAX_DEPTH = 4;
/** Of an AggregateError: Node tries every address of a host, and each may be refused. */
const MAX_ERRORS = 3;

/**
 * The reason in one redacted line: an error's message, the errors it gathers (AggregateError) and its causes, or the value
 * as text. Whatever is thrown: never throws, never empty.
 */
export function reasonOf(error: unknown): string {
  try {
    return oneLine(describe(error, newBudget())) || 'failed without a reason';
  } catch {
    return 'failed with a value that cannot be read';
  }
}

function describe(given: unknown, budget: Budget, depth = 0): string {
  if (isError(given)) return describeError(given, budget, depth);
  const value = unboxed(given);
  if (value === undefined || value === null) return `failed with ${value}`;
  if (typeof value === 'object') {
    // Reflect: the member of an object that nobody can read is told by the one place that catches it.
    const message: unknown = Reflect.get(value, 'message');
    if (typeof message === 'string' && message !== '') return clip(message);
    const response = responseText(value);
    if (response !== undefined) return clip(response);
    const shown = plain(value, budget);
    return typeof shown === 'string' ? shown : JSON.stringify(shown);
  }
  if (typeof value === 'bigint') return bigintText(value);
  return typeof value === 'function' ? 'a function' : clip(String(value));
}

/** Node's connection errors may have an empty message and the story in `errors` or `cause`. */
function describeError(error: Error, budget: Budget, depth: number): string {
  const text = messageOf(error);
  if (depth >= MAX_DEPTH) return text;
  const gathered: unknown = peek(error, 'errors');
  const each = Array.isArray(gathered) ? gathered.slice(0, MAX_ERRORS).map((one) => partOf(one, budget, depth)) : [];
  const more = Array.isArray(gathered) && gathered.length > MAX_ERRORS ? [`${gathered.length - MAX_ERRORS} more`] : [];
  const story = [...each, ...more].join('; ');
  const cause: unknown = peek(error, 'cause');
  const parts = [story, cause === undefined || cause === null ? '' : partOf(cause, budget, depth)];
  // An empty message is spoken for by what it gathers.
  const own = story !== '' && !peek(error, 'message') ? '' : text;
  return parts.reduce((told, part) => (told.includes(part) ? told : told === '' ? part : `${told}: ${part}`), own);
}

/** One part that cannot be read does not take the others with it. */
function partOf(value: unknown, budget: Budget, depth: number): string {
  try {
    return describe(value, budget, depth + 1);
  } catch {
    return 'a value that cannot be read';
  }
}
