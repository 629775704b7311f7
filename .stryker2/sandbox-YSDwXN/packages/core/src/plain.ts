// @ts-nocheck
import { contentsOf } from './contents.ts';
import { isError, messageOf } from './error-message.ts';
import { bigintText, firstKeys, unboxed } from './look.ts';
import { peek } from './peek.ts';
import { redact } from './redact.ts';
import { oneLine } from './text.ts';

const MAX_DEPTH = 4;
const MAX_ITEMS = 50;
/** Of one value in all: fifty lists of fifty lists would be copied at every run, and printed. */
const MAX_NODES = 500;
/** What is looked at of a name to see whether it is that of a secret. */
const MAX_NAME = 200;

/** What may yet be looked at, and what has been: an object is listed once, however often it is met. */
export interface Budget {
  nodes: number;
  readonly listed: Map<object, readonly string[]>;
}

export const newBudget = (): Budget => ({ nodes: MAX_NODES, listed: new Map() });

/**
 * A copy that JSON and structured clone take: circles, functions, bigints, bytes, deep and huge trees are cut; strings are
 * redacted. What cannot be read is said to be so. Never throws.
 */
export function plain(value: unknown, budget = newBudget()): unknown {
  return copy(value, budget, 0, new Set());
}

function copy(value: unknown, budget: Budget, depth: number, above: ReadonlySet<unknown>): unknown {
  switch (typeof value) {
    case 'string':
      return oneLine(value);
    case 'number':
      // JSON has no minus zero.
      return Number.isFinite(value) ? value + 0 : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return bigintText(value);
    case 'object':
      break;
    default:
      return null;
  }
  if (value === null) return null;
  try {
    return copyObject(value, budget, depth, above);
  } catch {
    return '[cannot be read]';
  }
}

function copyObject(value: object, budget: Budget, depth: number, above: ReadonlySet<unknown>): unknown {
  const inside = unboxed(value);
  if (inside !== value) return copy(inside, budget, depth, above);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isError(value)) return oneLine(messageOf(value));
  // Before its members are listed: four megabytes have four million of them.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deep]';
  const path = new Set(above).add(value);
  const room = Math.min(MAX_ITEMS, budget.nodes);
  const held = Array.isArray(value) ? value : contentsOf(value, room);
  if (typeof held === 'string') return oneLine(held);
  if (Array.isArray(held)) {
    const items = held.slice(0, room);
    budget.nodes -= items.length;
    return Object.freeze(items.map((item) => copy(item, budget, depth + 1, path)));
  }
  const keys = keysOf(held, budget).slice(0, room);
  budget.nodes -= keys.length;
  const members = keys.flatMap((key): (readonly [string, unknown])[] => {
    const item = peek(held, key);
    if (item === undefined) return [];
    return [[oneLine(key), isSecret(key, item) ? '***' : copy(item, budget, depth + 1, path)]];
  });
  return Object.freeze(Object.fromEntries(members));
}

function keysOf(value: object, { nodes, listed }: Budget): readonly string[] {
  if (nodes === 0) return [];
  const keys = listed.get(value) ?? firstKeys(value, MAX_ITEMS);
  listed.set(value, keys);
  return keys;
}

/** `{ password: 'x' }` has lost its equals sign; put it back so that the redaction sees it. */
export function isSecret(key: string, item: unknown): boolean {
  if (item === null || typeof item === 'boolean') return false;
  const end = key.slice(-MAX_NAME);
  return redact(`${end}=x`) === `${end}=***`;
}
