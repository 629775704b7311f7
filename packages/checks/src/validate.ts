import { ProbezError } from '@probez/core';

/** A value as an error message quotes it. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** A misspelt option must not be lost in silence. */
export function knownKeys(factory: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) {
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
