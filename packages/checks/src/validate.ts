import { ProbezError, redact } from '@probez/core';

/** A value as an error message quotes it: a connection string in the place of a client without its password. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(redact(value.length > 100 ? `${value.slice(0, 99)}…` : value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A misspelt option must not be lost in silence. */
export function knownKeys(factory: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new ProbezError('INVALID_OPTION', `${factory}: options are ${quote(options)}; allowed: an object`);
  }
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new ProbezError('INVALID_OPTION', `${factory}: unknown option ${quote(key)}; allowed: ${known.join(', ')}`);
  }
}

/** Throws with the value that was given where something else is needed. */
export function refuse(factory: string, what: string, value: unknown, allowed: string): never {
  throw new ProbezError('INVALID_OPTION', `${factory}: ${what} is ${quote(value)}; allowed: ${allowed}`);
}

/** A text that is given must be one. */
export function text(factory: string, what: string, value: unknown, allowed = 'a string, not empty'): void {
  if (value !== undefined && (typeof value !== 'string' || value === '')) refuse(factory, what, value, allowed);
}

/** `true` or `false`. An environment variable's `'false'` would be true. */
export function flag(factory: string, what: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') refuse(factory, what, value, 'true or false');
}

/** An object that is given must be one. */
export function record(factory: string, what: string, value: unknown, allowed: string): void {
  if (value === undefined) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(factory, what, value, allowed);
}

/** Names and texts, such as headers or environment variables. */
export function texts(factory: string, what: string, value: unknown): void {
  record(factory, what, value, 'an object of strings');
  for (const [name, each] of Object.entries(value ?? {})) {
    if (typeof each !== 'string') refuse(factory, `${what}.${name}`, each, 'a string');
  }
}

/** A whole number within limits, both included. */
export function whole(factory: string, what: string, value: unknown, min: number, max: number): void {
  if (!Number.isInteger(value)) refuse(factory, what, value, `a whole number from ${min} to ${max}`);
  within(factory, what, value, min, max);
}

/** A number within limits, both included. */
export function within(factory: string, what: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  return refuse(factory, what, value, `a number from ${min} to ${max}`);
}

/** Throws unless the client has all of these methods. */
export function needMethods(factory: string, client: unknown, methods: readonly string[], allowed: string): void {
  const object = (typeof client === 'object' && client !== null) || typeof client === 'function';
  if (object && methods.every((method) => typeof peek(client, method) === 'function')) return;
  refuse(factory, 'the client', client, allowed);
}

/** Reads what a driver keeps beside its types, such as its host; `undefined` where there is no such thing. */
export function peek(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if ((typeof current !== 'object' && typeof current !== 'function') || current === null) return undefined;
    try {
      current = Reflect.get(current, key);
    } catch {
      return undefined;
    }
  }
  return current;
}
