import { kindOf } from './contents.ts';
import { isError, messageOf } from './error-message.ts';
import { bigintText, firstKeys, unboxed } from './look.ts';
import { peek } from './peek.ts';
import { isSecret } from './plain.ts';
import { redact } from './redact.ts';
import { clip, printable } from './text.ts';

const MAX_STRING = 100;
const MAX_ITEMS = 10;
const MAX_MEMBERS = 5;

/**
 * A value as an error message quotes it: short, on one line, without passwords. `"liveness"`, `[1, 2]`,
 * `{ port: "80" }`, `a Promise`. Whatever it is; never throws.
 */
export function quote(given: unknown): string {
  const value = unboxed(given);
  if (typeof value !== 'object' || value === null) return quoteSimple(value);
  try {
    return quoteObject(value);
  } catch {
    return 'an object that cannot be read';
  }
}

function quoteSimple(value: unknown): string {
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'bigint') return bigintText(value, 'n');
  return typeof value === 'function' ? 'a function' : printable(String(value));
}

function quoteText(text: string): string {
  // Redacted before it is cut: a connection string without its end would not be known for one.
  const clean = redact(clip(text));
  const short = clean.length > MAX_STRING ? `${clean.slice(0, MAX_STRING - 1)}…` : clean;
  // JSON escapes what breaks a string; what breaks a terminal's line comes after.
  return printable(JSON.stringify(short));
}

function quoteObject(value: object): string {
  if (Array.isArray(value)) return `[${quoteSome(value.slice(0, MAX_ITEMS).map(quoteInner), value.length)}]`;
  if (isError(value)) return `an error (${quoteText(messageOf(value))})`;
  const kind = kindOf(value);
  if (kind === 'a URL') return quoteSimple(peek(value, 'href'));
  if (kind !== undefined) return printable(kind);
  const keys = firstKeys(value, MAX_MEMBERS + 1);
  const members = keys.slice(0, MAX_MEMBERS).map((key) => {
    const member = peek(value, key);
    return `${/^\w+$/.test(key) ? key : quoteText(key)}: ${isSecret(key, member) ? '***' : quoteInner(member)}`;
  });
  return members.length === 0 ? '{}' : `{ ${quoteSome(members, keys.length)} }`;
}

/** One level deep is enough to recognise one's own code by. */
function quoteInner(value: unknown): string {
  if (typeof value !== 'object' || value === null) return quoteSimple(value);
  return Array.isArray(value) ? '[…]' : '{…}';
}

const quoteSome = (shown: readonly string[], all: number): string =>
  [...shown, ...(all > shown.length ? ['…'] : [])].join(', ');
