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

/** @param {readonly number[]} values */
export const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * A figure with its spread: the median, and the interval around it.
 * @typedef {{ median: number, low: number, high: number }} Spread
 */

/** A figure that is counted and not measured. @param {number} value @returns {Spread} */
export const exact = (value) => ({ median: value, low: value, high: value });

/** How often the interval may miss the true median. */
const MISSES = 0.05;

/**
 * The median of independent measurements with its 95 % interval. It is made of order statistics, so nothing is assumed about how
 * the measurements are distributed: https://en.wikipedia.org/wiki/Median#Confidence_interval_via_order_statistics. Of six to eight it
 * is the smallest and the largest; fewer than six cannot give 95 %, and get the same.
 * @param {readonly number[]} values
 * @returns {Spread}
 */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  let outside = 0;
  let ways = 1;
  let left = 2 * 0.5 ** sorted.length;
  while (left <= MISSES && outside < (sorted.length - 1) / 2) {
    outside += 1;
    ways = (ways * (sorted.length - outside + 1)) / outside;
    left += 2 * ways * 0.5 ** sorted.length;
  }
  const skipped = Math.max(0, outside - 1);
  return {
    median: median(sorted),
    low: sorted[skipped] ?? Number.NaN,
    high: sorted[sorted.length - 1 - skipped] ?? Number.NaN,
  };
}

/**
 * What ours costs where theirs costs 1. Turns of one process stand side by side, because what slows the machine down for a while
 * slows both; a process counts once, because one may be luckier than another for as long as it lives.
 * @param {readonly (readonly number[])[]} ours by process, then by turn
 * @param {readonly (readonly number[])[]} theirs
 * @returns {Spread}
 */
export const ratio = (ours, theirs) =>
  spread(
    ours.map((turns, process) => median(turns.map((value, turn) => value / (theirs[process]?.[turn] ?? Number.NaN)))),
  );
