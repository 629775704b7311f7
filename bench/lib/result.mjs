/**
 * @typedef {import('./stats.mjs').Spread} Spread
 * @typedef {'text' | 'perSecond' | 's' | 'ms' | 'us' | 'ns' | 'ratio' | 'count' | 'kB' | 'MB'} Unit
 * @typedef {{ key: string, label: string, unit: Unit }} Column
 * @typedef {string | number | Spread | undefined} Cell
 * @typedef {Readonly<Record<string, Cell>>} Row
 * @typedef {{ caption: string, columns: readonly Column[], rows: readonly Row[] }} Table
 */

/**
 * One line of the summary.
 * @typedef {object} Figure
 * @property {string} id stable, for comparisons between runs
 * @property {string} what
 * @property {Spread} value less is better, whatever it is
 * @property {Unit} [unit] default: `ratio`, what Probez costs where the other costs 1
 * @property {number} [atMost] a promise: this must hold
 */

/**
 * What a suite hands back.
 * @typedef {object} Result
 * @property {readonly Table[]} tables
 * @property {readonly Figure[]} figures
 * @property {readonly string[]} [notes] what this run has to say; what every run says is in shown.mjs
 */

/**
 * How much a suite may do.
 * @typedef {{ quick: boolean }} Settings
 */

/** @typedef {'behind' | 'ahead' | 'level'} Verdict `level`: not distinguishable, the interval has both sides of 1 */

/** What a ratio says; `undefined` for what is no ratio. @param {Figure} figure @returns {Verdict | undefined} */
export function verdictOf({ value, unit = 'ratio' }) {
  if (unit !== 'ratio') return undefined;
  if (value.low > 1) return 'behind';
  return value.high < 1 ? 'ahead' : 'level';
}

/** Whether a promise holds; `undefined` where there is none. @param {Figure} figure */
export const isKept = ({ value, atMost }) => (atMost === undefined ? undefined : value.high <= atMost);

/** @type {Readonly<Record<Exclude<Unit, 'text'>, (value: number) => string>>} */
const FORMATS = {
  perSecond: (value) => Math.round(value).toLocaleString('en'),
  s: (value) => `${value.toFixed(1)} s`,
  ms: (value) => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`,
  us: (value) => `${value.toFixed(1)} µs`,
  ns: (value) => `${value.toFixed(0)} ns`,
  ratio: (value) => `${value.toPrecision(3)}x`,
  count: (value) => Math.round(value).toLocaleString('en'),
  kB: (value) => `${(value / 1000).toFixed(1)} kB`,
  MB: (value) => `${(value / 1e6).toFixed(1)} MB`,
};

/** A cell as text; a spread as `median (low–high)`. @param {Cell} value @param {Unit} unit */
export function format(value, unit) {
  if (value === undefined) return '';
  if (typeof value === 'string' || unit === 'text') return String(value);
  const print = FORMATS[unit];
  if (typeof value === 'number') return print(value);
  if (value.low === value.high) return print(value.median);
  return `${print(value.median)} (${bare(print(value.low))}–${bare(print(value.high))})`;
}

/** The number without its unit, which the median before it has. @param {string} text */
const bare = (text) => text.replace(/[^\d,.]+$/, '');
