/** @param {readonly number[]} values @param {number} share 0 to 1 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

/** @param {readonly number[]} values */
export const median = (values) => quantile(values, 0.5);

/**
 * A figure with its spread: the median, and what the middle half of the measurements lies between.
 * @typedef {{ median: number, low: number, high: number }} Spread
 */

/**
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export const spread = (values) => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});

/**
 * How `ours` compares with `theirs`, turn by turn: what slows the machine down for a while slows both.
 * @param {readonly number[]} ours
 * @param {readonly number[]} theirs
 * @returns {Spread}
 */
export const ratio = (ours, theirs) => spread(ours.map((value, turn) => value / (theirs[turn] ?? Number.NaN)));
