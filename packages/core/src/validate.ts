import { MAX_TIMER_MS } from './clock.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProbezError } from './errors.ts';
import { peek } from './peek.ts';
import { quote } from './quote.ts';

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

/** A text that is given must say something. */
export function filled(where: string, value: unknown, allowed = 'a string that is not empty'): void {
  if (value !== undefined && (typeof value !== 'string' || value === '')) refuse(where, value, allowed);
}

/** Names and texts that are given, such as headers or environment variables. */
export function texts(where: string, value: unknown): void {
  if (value === undefined) return;
  object(where, value, 'an object of strings');
  for (const [name, each] of Object.entries(Object(value)))
    if (typeof each !== 'string') refuse(`${where}.${name}`, each, 'a string');
}

/** A function of the caller's. */
export function callable(where: string, value: unknown, allowed = 'a function'): void {
  if (typeof value !== 'function') refuse(where, value, allowed);
}

/** A list. */
export function list(where: string, value: unknown, allowed: string): void {
  if (!Array.isArray(value)) refuse(where, value, allowed);
}

/** A whole number within limits, both included. */
export function whole(where: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  // What comes from the environment is a text.
  const hint = typeof value === 'string' && /^\d{1,9}$/.test(value) ? `; did you mean the number ${value}?` : '';
  return refuse(where, value, `a whole number from ${min} to ${max}${hint}`);
}

/** A number within limits, both included. */
export function within(where: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  return refuse(where, value, `a number from ${min} to ${max}`);
}

/** An object with members to read. */
export function object(where: string, value: unknown, allowed: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(where, value, allowed);
}

/** One of a few words. */
export function oneOf<Word extends string>(where: string, value: unknown, words: readonly Word[]): Word {
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  const near = typeof value === 'string' ? didYouMean(value, words) : undefined;
  const hint = near === undefined ? '' : `; did you mean ${quote(near)}?`;
  return refuse(
    where,
    value,
    `${words
      .map(quote)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1')}${hint}`,
  );
}

/** Whether it is an object, or a function with members, that has all of these methods. Never throws. */
export const hasMethods = (value: unknown, names: readonly string[]): boolean =>
  names.every((name) => typeof peek(value, name) === 'function');

/** Something of the caller's with methods, such as a logger, which may itself be a function. */
export function methods(where: string, value: unknown, names: readonly string[], allowed: string): void {
  if (typeof value !== 'function') object(where, value, allowed);
  for (const name of names) {
    const method = peek(value, name);
    if (typeof method !== 'function') refuse(`${where}.${name}`, method, allowed);
  }
}

/** Where lines go; `false` silences. */
export function loggerOption(logger: unknown, where = 'logger'): void {
  if (logger === undefined || logger === false) return;
  methods(where, logger, ['info', 'warn', 'error'], 'a logger with info, warn and error, or false');
}

/** Throws, with what was given where something else is needed. */
export function refuse(where: string, value: unknown, allowed: string, verb = 'is'): never {
  throw new ProbezError('INVALID_OPTION', `${where} ${verb} ${quote(value)}; allowed: ${allowed}`);
}

/** Refuses options with unknown names: JavaScript has no types, and a misspelt option must not be ignored silently. */
export function knownKeys(what: string, options: unknown, known: readonly string[], allowed = 'an object'): void {
  object(`the options object of ${what}`, options, allowed);
  for (const key of Object.keys(Object(options))) {
    if (!known.includes(key))
      throw new ProbezError('INVALID_OPTION', `${what}: unknown option ${quote(key)}; ${hintFor(key, known)}`);
  }
}

/** What an error suggests for an unknown name. */
export function hintFor(name: string, known: readonly string[]): string {
  const near = didYouMean(name, known);
  return near === undefined ? `allowed: ${known.join(', ')}` : `did you mean ${quote(near)}?`;
}
