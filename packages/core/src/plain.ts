import { isError, messageOf } from './error-message.ts';
import { peek } from './peek.ts';
import { redact } from './redact.ts';
import { oneLine } from './text.ts';

const MAX_DEPTH = 4;
const MAX_ITEMS = 50;
/** Of one value in all: fifty lists of fifty lists would be copied at every run, and printed. */
const MAX_NODES = 500;

/**
 * A copy that JSON and structured clone take: circles, functions, bigints, bytes, deep and huge trees are cut; strings are
 * redacted. What cannot be read is said to be so. Never throws.
 */
export function plain(value: unknown): unknown {
  return copy(value, { nodes: MAX_NODES }, 0, new Set());
}

function copy(value: unknown, budget: { nodes: number }, depth: number, above: ReadonlySet<unknown>): unknown {
  switch (typeof value) {
    case 'string':
      return oneLine(value);
    case 'number':
      // JSON has no minus zero.
      return Number.isFinite(value) ? value + 0 : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return oneLine(String(value));
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

function copyObject(value: object, budget: { nodes: number }, depth: number, above: ReadonlySet<unknown>): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (isError(value)) return oneLine(messageOf(value));
  // Before its members are listed: four megabytes have four million of them.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (above.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[deep]';
  const path = new Set(above).add(value);
  const afford = <Item>(items: readonly Item[]): readonly Item[] => {
    const taken = items.slice(0, Math.min(MAX_ITEMS, budget.nodes));
    budget.nodes -= taken.length;
    return taken;
  };
  if (Array.isArray(value)) return Object.freeze(afford(value).map((item) => copy(item, budget, depth + 1, path)));
  const members = afford(Object.keys(value)).flatMap((key): (readonly [string, unknown])[] => {
    const item = peek(value, key);
    if (item === undefined) return [];
    return [[oneLine(key), isSecret(key, item) ? '***' : copy(item, budget, depth + 1, path)]];
  });
  return Object.freeze(Object.fromEntries(members));
}

/** `{ password: 'x' }` has lost its equals sign; put it back so that the redaction sees it. */
export function isSecret(key: string, item: unknown): boolean {
  return item !== null && typeof item !== 'boolean' && redact(`${key}=x`) === `${key}=***`;
}
