import { nearest } from '../../nearest.ts';
import type { Part } from '../part.ts';
import { quote } from '../walk.ts';

/** What the API server would object to, and what to write. */
export interface Objection {
  readonly at: Part;
  readonly message: string;
  readonly fix: string;
}

const key = (part: Part) => String(part.path.at(-1) ?? 'value');

/** An int32 within bounds. */
export function* whole(at: Part, { min, max = 2_147_483_647 }: { min: number; max?: number }): Generator<Objection> {
  if (!at.exists) return;
  const value = at.whole;
  const allowed = max === 2_147_483_647 ? `a whole number, ${min} or more` : `a whole number from ${min} to ${max}`;
  if (value === undefined) {
    const number = at.text !== undefined && /^-?\d+$/.test(at.text.trim());
    yield {
      at,
      message: `${key(at)} is ${quote(at.value)}; the API server takes ${allowed}${at.text === undefined ? '' : ', not a string'}.`,
      fix: number ? `Remove the quotes: ${key(at)}: ${at.text}.` : `Write ${allowed}.`,
    };
  } else if (value < min || value > max) {
    yield { at, message: `${key(at)} is ${value}; it must be ${allowed}.`, fix: `Write ${allowed}.` };
  }
}

export function* text(at: Part): Generator<Objection> {
  if (!at.exists || at.text !== undefined) return;
  yield {
    at,
    message: `${key(at)} is ${quote(at.value)}; the API server takes a string.`,
    fix: typeof at.value !== 'object' ? `Quote it: ${key(at)}: "${String(at.value)}".` : 'Write a string.',
  };
}

export function* oneOf(at: Part, allowed: readonly string[]): Generator<Objection> {
  if (!at.exists || (at.text !== undefined && allowed.includes(at.text))) return;
  const meant = at.text === undefined ? undefined : nearest(at.text, allowed);
  yield {
    at,
    message: `${key(at)} is ${quote(at.value)}; the API server takes ${allowed.join(' or ')}.`,
    fix: meant === undefined ? `Write ${allowed.join(' or ')}.` : `Did you mean ${meant}?`,
  };
}

/** True when it is a map; otherwise the objection is given, unless nothing is there at all. */
export function* map(at: Part): Generator<Objection, boolean> {
  if (at.map !== undefined) return true;
  if (at.exists) {
    yield {
      at,
      message: `${key(at)} is ${quote(at.value)}; the API server takes a map.`,
      fix: 'Write keys and values below it.',
    };
  }
  return false;
}

/** A list of strings, such as a command. */
export function* strings(at: Part): Generator<Objection> {
  if (!at.exists) return;
  if (!Array.isArray(at.value)) {
    yield {
      at,
      message: `${key(at)} is ${quote(at.value)}; the API server takes a list of strings.`,
      fix: `Write a list: ${key(at)}: [${at.text === undefined ? '...' : at.text.trim().split(/\s+/).join(', ')}].`,
    };
    return;
  }
  for (const item of at.items) {
    if (item.text !== undefined) continue;
    yield {
      at: item,
      message: `${key(at)} holds ${quote(item.value)}; the API server takes strings only.`,
      fix: typeof item.value !== 'object' && item.exists ? `Quote it: "${String(item.value)}".` : 'Write a string.',
    };
  }
}

/** Labels, annotations: every value is a string. */
export function* stringMap(at: Part): Generator<Objection> {
  if (!(yield* map(at))) return;
  for (const name of at.keys) yield* text(at.at(name));
}

/** https://www.rfc-editor.org/rfc/rfc6335#section-5.1 as Kubernetes reads it */
const isPortName = (name: string) =>
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) && /[a-z]/.test(name) && name.length <= 15 && !name.includes('--');

export function* portName(at: Part): Generator<Objection> {
  if (!at.exists) return;
  if (at.text !== undefined && isPortName(at.text)) return;
  yield {
    at,
    message: `The port name ${quote(at.value)} is refused: at most 15 small letters, digits and single dashes, with a letter among them.`,
    fix:
      at.text !== undefined && /^\d+$/.test(at.text)
        ? `For a number remove the quotes: ${at.text}.`
        : 'Write a name such as http.',
  };
}

/** A port of a handler: a number or a name. */
export function* port(at: Part): Generator<Objection> {
  if (!at.exists)
    yield { at, message: 'port is missing; the API server requires it.', fix: 'Add port: with a number or a name.' };
  else if (at.text !== undefined) yield* portName(at);
  else yield* whole(at, { min: 1, max: 65_535 });
}

/** maxSurge, maxUnavailable, minAvailable: a number or a percentage. */
export function* amount(at: Part): Generator<Objection> {
  if (!at.exists || (at.text !== undefined && /^\d+%$/.test(at.text))) return;
  if (at.text !== undefined) {
    const fix = /^\d+$/.test(at.text)
      ? `Remove the quotes: ${at.text}.`
      : 'Write a number, or a percentage such as 25%.';
    yield { at, message: `${key(at)} is ${quote(at.text)}; a string must be a percentage such as "25%".`, fix };
  } else yield* whole(at, { min: 0 });
}
