import { peek, refuse as refuseThat } from '@probez/core/internal';

/** Throws with the value that was given where something else is needed. */
export const refuse = (factory: string, what: string, value: unknown, allowed: string): never =>
  refuseThat(`${factory}: ${what}`, value, allowed);

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
