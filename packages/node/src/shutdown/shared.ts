/**
 * What all copies of this package in a process share: the ESM and the CommonJS one, two versions. Whoever comes first makes
 * it, the others take it as it is. Frozen: another meaning needs another key.
 */
export function sharedUnder<Shared extends object>(
  key: symbol,
  isShared: (value: unknown) => value is Shared,
  make: () => Shared,
): Shared {
  const known: unknown = Reflect.get(globalThis, key);
  if (isShared(known)) return known;
  const made = make();
  Object.freeze(made);
  Object.defineProperty(globalThis, key, { value: made });
  return made;
}
