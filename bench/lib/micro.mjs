import { median } from './stats.mjs';

/**
 * @typedef {{ ns: number, typicalNs: number }} Timing
 * `ns`: the best batch, which nothing disturbed; `typicalNs`: the median batch
 */

/**
 * Times functions in one process, in alternation, in short batches. The best batch is the figure: a batch can be
 * slowed down by the rest of the machine, and never sped up.
 * @param {Readonly<Record<string, () => unknown>>} cases
 * @param {{ batches?: number, batchMs?: number }} [options]
 * @returns {Record<string, Timing>}
 */
export function timeAll(cases, { batches = 150, batchMs = 1 } = {}) {
  const entries = Object.entries(cases).map(([name, run]) => ({
    name,
    run,
    count: calibrate(run, batchMs),
    taken: [],
  }));
  for (let batch = 0; batch < batches; batch += 1)
    for (const entry of entries) entry.taken.push(time(entry.run, entry.count));
  return Object.fromEntries(
    entries.map(({ name, taken }) => [name, { ns: Math.min(...taken), typicalNs: median(taken) }]),
  );
}

/** How many calls fill a batch, once the function is warm. @param {() => unknown} run @param {number} batchMs */
function calibrate(run, batchMs) {
  let count = 1;
  for (const until = performance.now() + 150; performance.now() < until; ) {
    const ms = (time(run, count) * count) / 1e6;
    if (ms < batchMs / 2) count *= 2;
  }
  return count;
}

/** What the last call returned: kept, so that no call can be optimised away. */
export let sink;

/** Nanoseconds per call. @param {() => unknown} run @param {number} count */
function time(run, count) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i += 1) sink = run();
  return Number(process.hrtime.bigint() - start) / count;
}
