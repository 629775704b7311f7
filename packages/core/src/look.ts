/** Values of the app may have a million members, or be proxies: how much is looked at is bounded for every value. */

/** Members that are passed over on the way to those that count. */
const MAX_PASSED = 100;

/**
 * The first names of an object's own enumerable members, `max` at most. An engine lists all names before it gives the first, and
 * there is no other way to them; but no member is touched beyond those.
 */
export function firstKeys(value: object, max: number): readonly string[] {
  const keys: string[] = [];
  let passed = 0;
  for (const key in value) {
    if (Object.hasOwn(value, key)) keys.push(key);
    else passed += 1;
    if (keys.length >= max || passed >= MAX_PASSED) break;
  }
  return keys;
}

const BOXES: ReadonlyMap<string, (this: never) => unknown> = new Map<string, (this: never) => unknown>([
  ['[object String]', String.prototype.valueOf],
  ['[object Number]', Number.prototype.valueOf],
  ['[object Boolean]', Boolean.prototype.valueOf],
  ['[object BigInt]', BigInt.prototype.valueOf],
]);

/** What is in a box: each character of `new String(text)` would be a member. Anything else as it is. */
export function unboxed(value: unknown): unknown {
  try {
    const open = BOXES.get(Object.prototype.toString.call(value));
    return open === undefined ? value : Reflect.apply(open, value, []);
  } catch {
    // It only says that it is one, or cannot be looked at.
    return value;
  }
}

const MANY_DIGITS = 2n ** 1_024n;

/** As text, unless it is so large that printing it takes seconds. */
export const bigintText = (value: bigint, suffix = ''): string =>
  value < MANY_DIGITS && value > -MANY_DIGITS ? `${value}${suffix}` : 'a number with more than 1,024 bits';
