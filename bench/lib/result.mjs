/**
 * @typedef {import('./stats.mjs').Spread} Spread
 * @typedef {'text' | 'perSecond' | 'ms' | 'us' | 'ns' | 'ratio' | 'count' | 'kB' | 'MB'} Unit
 * @typedef {{ key: string, label: string, unit: Unit }} Column
 * @typedef {Readonly<Record<string, string | number | Spread | undefined>>} Row
 * @typedef {{ caption: string, columns: readonly Column[], rows: readonly Row[] }} Table
 */

/**
 * A figure that the project has promised, or only watches. A ratio unless it has a unit.
 * @typedef {object} Figure
 * @property {string} id stable, for comparisons between runs
 * @property {string} what
 * @property {Spread} value
 * @property {Unit} [unit]
 * @property {number} [atLeast] the target
 * @property {number} [above] the target, itself not enough
 * @property {number} [atMost] the target
 */

/**
 * What a suite hands back.
 * @typedef {object} Result
 * @property {readonly Table[]} tables
 * @property {readonly Figure[]} figures
 * @property {readonly string[]} notes
 */

/**
 * How much a suite may do.
 * @typedef {{ quick: boolean }} Settings
 */

/** Whether the median reaches the target; `undefined` where there is none. @param {Figure} figure */
export function isMet({ value, atLeast, above, atMost }) {
  if (atLeast !== undefined) return value.median >= atLeast;
  if (above !== undefined) return value.median > above;
  if (atMost !== undefined) return value.median <= atMost;
  return undefined;
}

/** @param {Figure} figure */
export function targetOf({ atLeast, above, atMost, unit = 'ratio' }) {
  if (atLeast !== undefined) return `at least ${format(atLeast, unit)}`;
  if (above !== undefined) return `above ${format(above, unit)}`;
  if (atMost !== undefined) return `at most ${format(atMost, unit)}`;
  return '';
}

/** @type {Readonly<Record<Exclude<Unit, 'text'>, (value: number) => string>>} */
const FORMATS = {
  perSecond: (value) => Math.round(value).toLocaleString('en'),
  ms: (value) => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`,
  us: (value) => `${value.toFixed(1)} µs`,
  ns: (value) => `${value.toFixed(0)} ns`,
  ratio: (value) => `${value.toFixed(value < 10 ? 3 : 1)} x`,
  count: (value) => Math.round(value).toLocaleString('en'),
  kB: (value) => `${(value / 1000).toFixed(1)} kB`,
  MB: (value) => `${(value / 1e6).toFixed(1)} MB`,
};

/** A cell as text; a spread as `median (low to high)`. @param {string | number | Spread | undefined} value @param {Unit} unit */
export function format(value, unit) {
  if (value === undefined) return '';
  if (typeof value === 'string' || unit === 'text') return String(value);
  const print = FORMATS[unit];
  if (typeof value === 'number') return print(value);
  if (value.low === value.high) return print(value.median);
  return `${print(value.median)} (${bare(print(value.low))} to ${bare(print(value.high))})`;
}

/** The number without its unit, which the median before it has. @param {string} text */
const bare = (text) => text.split(' ')[0] ?? text;
