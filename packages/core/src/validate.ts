import { MAX_TIMER_MS } from './clock.ts';
import { ProbezError } from './errors.ts';

/** A value as an error message quotes it. */
export function quote(value: unknown): string {
  if (!Array.isArray(value)) return quoteOne(value);
  return `[${value.slice(0, 10).map(quoteOne).join(', ')}${value.length > 10 ? ', …' : ''}]`;
}

function quoteOne(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'bigint') return `${value}n`;
  return typeof value === 'function' ? 'a function' : String(value);
}

/** A time in milliseconds, within what timers can take. */
export function milliseconds(where: string, value: unknown, min: 0 | 1 = 1): number {
  // Longer timers fire at once in JavaScript: a period of a month would become a busy loop.
  const ok = typeof value === 'number' && value <= MAX_TIMER_MS && (min === 0 ? value >= 0 : value > 0);
  if (ok) return value;
  const range = min === 0 ? `from 0 to ${MAX_TIMER_MS}` : `greater than 0, at most ${MAX_TIMER_MS}`;
  return refuse(where, value, `a number of milliseconds ${range}`);
}

/** A whole number from 1. */
export function count(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  return refuse(where, value, 'a whole number from 1');
}

/** A part of a whole. */
export function share(where: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  return refuse(where, value, 'a number from 0 to 1');
}

/** `true` or `false`. An environment variable's `'false'` would be true. */
export function flag(where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') refuse(where, value, 'true or false');
}

/** A text, which answers and snapshots can carry. */
export function text(where: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') refuse(where, value, 'a string');
}

/** A function of the caller's. */
export function callable(where: string, value: unknown): void {
  if (typeof value !== 'function') refuse(where, value, 'a function');
}

/** A list. */
export function list(where: string, value: unknown, allowed: string): void {
  if (!Array.isArray(value)) refuse(where, value, allowed);
}

/** An object with members to read. */
export function object(where: string, value: unknown, allowed: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(where, value, allowed);
}

/** Throws, with what was given where something else is needed. */
export function refuse(where: string, value: unknown, allowed: string): never {
  throw new ProbezError('INVALID_OPTION', `${where} is ${quote(value)}; allowed: ${allowed}`);
}

/** Options are typed, but JavaScript has no types: a misspelt one must not be lost in silence. */
export function knownKeys(what: string, options: object, known: readonly string[], allowed = 'an object'): void {
  object(`the options object of ${what}`, options, allowed);
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = known.find((name) => alike(name, key));
    const hint = near === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new ProbezError('INVALID_OPTION', `${what}: unknown option ${quote(key)}; ${hint}`);
  }
}

/** Whether two names differ by case, `Ms` or a plural only. */
export const alike = (a: string, b: string): boolean => bare(a) === bare(b);
const bare = (name: string): string => name.toLowerCase().replace(/ms$|s$/, '');
