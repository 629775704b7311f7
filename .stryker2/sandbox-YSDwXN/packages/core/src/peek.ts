/** Reads what may not be there, or may throw when it is read: a member of somebody else's object. `undefined` then. */
// @ts-nocheck

export function peek(value: unknown, ...path: readonly PropertyKey[]): unknown {
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
