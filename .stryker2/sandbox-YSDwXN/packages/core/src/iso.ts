/** A wall-clock time for people, or `undefined` where a clock says what no calendar has: `toISOString` would throw. */
// @ts-nocheck

export function isoOf(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
