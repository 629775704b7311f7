/** From one list of lines to the other, as a diff with all of them: `-` goes, `+` comes. A line that comes back counts as kept. */
export function changes([first, ...old]: readonly string[], fresh: readonly string[]): readonly string[] {
  if (first === undefined) return fresh.map((line) => `+${line}`);
  const at = fresh.indexOf(first);
  if (at < 0) return [`-${first}`, ...changes(old, fresh)];
  return [...fresh.slice(0, at).map((line) => `+${line}`), ` ${first}`, ...changes(old, fresh.slice(at + 1))];
}
