/** Go's escapes for the characters that have one. */
const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** What Go prints as it is: letters, marks, numbers, punctuation, symbols and the ASCII space (strconv.IsPrint). */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A string as Go's `%q` prints it. @see https://pkg.go.dev/strconv#Quote */
export function quoteLikeGo(text: string): string {
  let quoted = '"';
  for (const character of text) {
    const short = SHORT[character];
    if (short !== undefined) quoted += short;
    else if (PRINTABLE.test(character)) quoted += character;
    else quoted += escaped(character.codePointAt(0) ?? 0);
  }
  return `${quoted}"`;
}

function escaped(point: number): string {
  const hex = point.toString(16);
  if (point < 0x20 || point === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  // A lone surrogate is no character in Go's strings: it prints the replacement character.
  if (point >= 0xd800 && point <= 0xdfff) return '\ufffd';
  return point < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Go sorts strings by bytes, which is the order of code points, not of UTF-16 units. */
export function compareLikeGo(a: string, b: string): number {
  const left = Array.from(a);
  const right = Array.from(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
