/** What an object, a list or a number takes beside its texts. */
const NODE_BYTES = 32;

/** States are frozen and stay the same objects until something changes: each is measured once. */
const known = new WeakMap<object, number>();

/** How many bytes a frozen piece of a snapshot takes, about. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return NODE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return NODE_BYTES;
  const before = known.get(value);
  if (before !== undefined) return before;
  let bytes = NODE_BYTES;
  for (const [key, member] of Object.entries(value)) bytes += key.length + sizeOf(member);
  known.set(value, bytes);
  return bytes;
}
