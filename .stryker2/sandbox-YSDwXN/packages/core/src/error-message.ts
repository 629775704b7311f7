// @ts-nocheck
import { bigintText } from './look.ts';
import { peek } from './peek.ts';
import { clip } from './text.ts';

/**
 * Whether a value is an error, also one of another realm (Jest and `node:vm` have their own `Error`). Never throws.
 * @see https://tc39.es/proposal-is-error/
 */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (value instanceof Error || /^\[object (?:Error|DOMException)\]$/.test(Object.prototype.toString.call(value)))
      return true;
  } catch {
    // A proxy that cannot be looked at.
    return false;
  }
  return ['name', 'message', 'stack'].every((key) => typeof peek(value, key) === 'string');
}

/** What an error says for itself: its message, its code, its name. Whatever its author has put there; never throws. */
export function messageOf(error: Error): string {
  const [message, code, name] = ['message', 'code', 'name'].map((key) => textOf(peek(error, key)));
  return message || code || name || 'Error';
}

/** Typed as a string, and yet anybody may put something else there. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return clip(value);
  if (typeof value === 'bigint') return bigintText(value);
  return typeof value === 'number' ? String(value) : '';
}
