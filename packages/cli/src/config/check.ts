import { type Part, pathText } from '@probez/kubelet/manifest';
import { plain, quote } from '../lint/text.ts';
import { nearest } from '../nearest.ts';
import type { Kind, Schema } from './schema.ts';

/** Something that may not stand where it stands. */
export interface Objection {
  readonly at: Part;
  readonly message: string;
}

const kinds: Readonly<Record<Kind, string>> = {
  object: 'a map',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
};

const choices = (words: readonly unknown[]) =>
  words
    .map(plain)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');

function expected({ type, title, enum: allowed, examples }: Schema): string {
  if (allowed !== undefined) return choices(allowed.filter((one) => typeof one === 'string'));
  const what = title === undefined || type === 'object' ? kinds[[type].flat()[0] ?? 'string'] : `a ${title}`;
  return examples === undefined ? what : `${what} such as ${choices(examples)}`;
}

const kindOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value);

function isAllowed(
  value: unknown,
  { type, enum: allowed, pattern, maxLength = Infinity, minimum = 0, maximum = Infinity }: Schema,
): boolean {
  if (![type].flat().some((one) => one === kindOf(value))) return false;
  if (allowed !== undefined) return allowed.some((one) => one === value);
  if (typeof value === 'number') return value >= minimum && value <= maximum;
  return typeof value !== 'string' || (value.length <= maxLength && new RegExp(pattern ?? '').test(value));
}

const didYouMean = (word: string, known: readonly string[]) => {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
};

/** Holds a value against a schema. What is null counts as left out, as everywhere in manifests. */
export function* check(part: Part, schema: Schema): Generator<Objection> {
  if (!part.exists) return;
  const { value } = part;
  if (!isAllowed(value, schema)) {
    const where = part.path.length === 0 ? 'this' : pathText(part.path);
    const words = (schema.enum ?? []).filter((one) => typeof one === 'string');
    const hint = typeof value === 'string' ? didYouMean(value, words) : '';
    yield { at: part, message: `${where} is ${quote(value)}: expected ${expected(schema)}${hint}` };
    return;
  }
  const { properties, items, title } = schema;
  if (items !== undefined) for (const item of part.items) yield* check(item, items);
  if (properties === undefined) return;
  for (const key of Object.keys(part.map ?? {})) {
    const known = Object.keys(properties);
    const one = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (one !== undefined) yield* check(part.at(key), one);
    else {
      const where = part.path.length === 0 ? '' : ` in ${pathText(part.path)}`;
      const hint = didYouMean(key, known) || `: expected ${known.length > 12 ? title : choices(known)}`;
      yield { at: part.at(key), message: `there is no ${quote(key)}${where}${hint}` };
    }
  }
}
