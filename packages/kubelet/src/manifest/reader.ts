import type { ErrorList } from './field-error.ts';
import { type Fields, isFields } from './part.ts';

const typeName = (value: unknown) =>
  Array.isArray(value) ? 'a list' : isFields(value) ? 'an object' : `a ${typeof value}`;

const maxInt32 = 2 ** 31 - 1;

/** Reads one object of a manifest: wrong types and unknown fields become objections, absent fields become undefined. */
export function createReader(errors: ErrorList, value: unknown, path: string, known?: readonly string[]) {
  const given = value === undefined || value === null;
  if (!given && !isFields(value)) errors.invalid(path, value, `must be an object, not ${typeName(value)}`);
  const fields: Fields = isFields(value) ? value : {};
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  if (known !== undefined) for (const key of Object.keys(fields)) if (!known.includes(key)) errors.unknown(at(key));
  const get = (key: string): unknown => (Object.hasOwn(fields, key) && fields[key] !== null ? fields[key] : undefined);
  const wrong = (key: string, found: unknown, wanted: string) => {
    errors.invalid(at(key), found, `must be ${wanted}, not ${typeName(found)}`);
    return undefined;
  };

  return {
    at,
    get,
    has: (key: string) => get(key) !== undefined,
    string(key: string): string | undefined {
      const found = get(key);
      return found === undefined || typeof found === 'string' ? found : wrong(key, found, 'a string');
    },
    boolean(key: string): boolean | undefined {
      const found = get(key);
      return found === undefined || typeof found === 'boolean' ? found : wrong(key, found, 'a boolean');
    },
    integer(key: string): number | undefined {
      const found = get(key);
      if (found === undefined) return undefined;
      if (typeof found !== 'number') return wrong(key, found, 'an integer');
      if (!Number.isInteger(found)) {
        errors.invalid(at(key), found, 'must be a whole number');
        return undefined;
      }
      if (Math.abs(found) > maxInt32) {
        errors.invalid(at(key), found, `must fit in 32 bits (at most ${maxInt32})`);
        return undefined;
      }
      return found;
    },
    port(key: string): number | string | undefined {
      const found = get(key);
      if (typeof found === 'string') return found;
      if (typeof found === 'number' && Number.isInteger(found)) return found;
      return found === undefined ? undefined : wrong(key, found, 'an integer or a port name');
    },
    list(key: string): readonly unknown[] {
      const found = get(key);
      if (found === undefined) return [];
      if (Array.isArray(found)) return found;
      wrong(key, found, 'a list');
      return [];
    },
    strings(key: string): readonly string[] {
      const out: string[] = [];
      this.list(key).forEach((item, index) => {
        if (typeof item === 'string') out.push(item);
        else errors.invalid(`${at(key)}[${index}]`, item, `must be a string, not ${typeName(item)}`);
      });
      return out;
    },
    stringMap(key: string): Readonly<Record<string, string>> {
      const found = get(key);
      if (found === undefined) return {};
      if (!isFields(found)) {
        wrong(key, found, 'an object');
        return {};
      }
      const out: Record<string, string> = {};
      for (const [name, text] of Object.entries(found)) {
        if (typeof text === 'string') out[name] = text;
        else errors.invalid(`${at(key)}.${name}`, text, `must be a string, not ${typeName(text)}`);
      }
      return out;
    },
  };
}

export type Reader = ReturnType<typeof createReader>;
