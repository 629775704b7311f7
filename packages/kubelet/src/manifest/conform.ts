import type { Tell, Wanted } from './finding.ts';
import type { Part } from './part.ts';
import { quantityOf } from './resources.ts';
import { shapeOf } from './schema.ts';

const isWhole = (value: unknown, bits: 32 | 64) =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  value >= -(2 ** (bits - 1)) &&
  value <= 2 ** (bits - 1) - (bits === 32 ? 1 : 0);

const plain: Readonly<Record<string, readonly [Wanted, (value: unknown) => boolean]>> = {
  string: ['a string', (value) => typeof value === 'string'],
  boolean: ['a boolean', (value) => typeof value === 'boolean'],
  int32: ['an int32', (value) => isWhole(value, 32)],
  int64: ['an int64', (value) => isWhole(value, 64)],
  amount: ['an integer or a string', (value) => typeof value === 'string' || isWhole(value, 32)],
  quantity: ['a quantity', (value) => quantityOf(value) !== undefined],
};

/** Holds a value against a type of the API, all the way down: wrong types and unknown fields become findings. */
export function conform(part: Part, type: string, tell: Tell): void {
  if (!part.exists || type === 'any') return;
  const wrong = (wanted: Wanted) => tell('wrong-type', part, { value: part.value, wanted });
  const inner = type.slice(1, -1);
  if (type.startsWith('[')) {
    if (!Array.isArray(part.value)) wrong('a list');
    for (const item of part.items) conform(item, inner, tell);
    return;
  }
  const scalar = plain[type];
  if (scalar !== undefined) {
    const [wanted, fits] = scalar;
    if (!fits(part.value)) wrong(wanted);
    return;
  }
  if (part.map === undefined) {
    wrong('an object');
    return;
  }
  if (type.startsWith('{')) {
    for (const key of part.keys) conform(part.at(key), inner, tell);
    return;
  }
  const { fields, open } = shapeOf(type) ?? { fields: new Map<string, string>(), open: true };
  for (const key of Object.keys(part.map)) {
    const field = fields.get(key);
    if (field !== undefined) conform(part.at(key), field, tell);
    else if (!open) tell('unknown-field', part.at(key), { key, known: [...fields.keys()] });
  }
}
