/**
 * A chart of ratios, drawn by hand: a line each, a dot for the median, whiskers for its interval, and 1 where nothing is gained or lost.
 * SVG of its own, light and dark by the reader's wish, readable without colours: the numbers stand beside the lines.
 */
import { format, verdictOf } from './result.mjs';

/**
 * @typedef {{ label: string, value: import('./stats.mjs').Spread }} Line
 * @typedef {{ title: string, lines: readonly Line[] }} Group
 */

const TEXT = 13;
const LINE = 17;

/**
 * Where things stand. `letters`: what fits into a row of a label at that size, in the widest of usual fonts.
 * @typedef {{ width: number, letters: number, left: number, right: number, above: boolean }} Layout
 */

/** Labels beside their lines. @type {Layout} */
export const WIDE = { width: 860, letters: 54, left: 396, right: 694, above: false };

/** For a phone, where the other would be shrunk until nobody can read it: labels above their lines. @type {Layout} */
export const NARROW = { width: 340, letters: 44, left: 14, right: 178, above: true };

const STYLE = `
  text { font: ${TEXT}px system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; fill: #1f2328 }
  .title { font-weight: 600 }
  .muted { fill: #59636e }
  .grid { stroke: #d1d9e0 }
  .one { stroke: #1f2328 }
  .behind { stroke: #a40e26; fill: #a40e26 }
  .level { stroke: #59636e; fill: #59636e }
  .ahead { stroke: #116329; fill: #116329 }
  .whisker { stroke-width: 2; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .muted { fill: #9198a1 }
    .grid { stroke: #3d444d }
    .one { stroke: #f0f6fc }
    .behind { stroke: #ff7b72; fill: #ff7b72 }
    .level { stroke: #9198a1; fill: #9198a1 }
    .ahead { stroke: #3fb950; fill: #3fb950 }
  }`;

/**
 * @param {{ title: string, description: string, groups: readonly Group[] }} chart
 * @param {Layout} [layout]
 * @returns {string}
 */
export function ratioChart({ title, description, groups }, layout = WIDE) {
  const { width, letters, above } = layout;
  const values = groups.flatMap(({ lines }) => lines.map(({ value }) => value));
  const scale = scaleOf(values, above ? 6 : 9);
  let y = 12;
  /** @type {string[]} */
  const parts = [];
  for (const { title: head, lines } of groups) {
    if (head !== '') {
      y += 6;
      for (const row of wrapped(head, letters)) {
        y += LINE;
        parts.push(text(0, y - 2, row, 'title'));
      }
      y += 6;
    }
    for (const line of lines) {
      const rows = wrapped(line.label, letters);
      parts.push(drawn(line, rows, y, scale, layout));
      y += (rows.length + (above ? 1 : 0)) * LINE + 7;
    }
  }
  const bottom = y + 4;
  const under = bottom + LINE * (above ? 2 : 1);
  const height = under + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escaped(description)}</desc>`,
    `<style>${STYLE}</style>`,
    ...(above ? [] : [grid(8, bottom, scale, layout)]),
    ...scale.ticks.map((tick) =>
      text(place(tick, scale, layout), bottom + LINE, `${tick}`, tick === 1 ? 'title' : 'muted', 'middle'),
    ),
    text(0, under, 'ratio with its interval; 1 is the same', 'muted'),
    ...parts,
    '</svg>\n',
  ].join('\n');
}

/**
 * @param {Line} line @param {readonly string[]} rows @param {number} top @param {Scale} scale @param {Layout} layout
 */
function drawn({ label, value }, rows, top, scale, layout) {
  const middle = layout.above ? top + (rows.length + 0.5) * LINE + 2 : top + (rows.length * LINE) / 2 + 2;
  const at = (/** @type {number} */ ratio) => place(ratio, scale, layout);
  const whiskers =
    value.low === value.high
      ? ''
      : `<path class="whisker" d="M${at(value.low)} ${middle - 4}v8m0 -4H${at(value.high)}m0 -4v8"/>`;
  return [
    // Labels stand above, where a line through all of them would be in their way.
    layout.above ? grid(middle - LINE / 2, middle + LINE / 2, scale, layout) : '',
    ...rows.map((row, index) => text(0, top + LINE * (index + 1) - 2, row)),
    `<g class="${verdictOf({ id: '', what: label, value })}">${whiskers}<circle cx="${at(value.median)}" cy="${middle}" r="4"/></g>`,
    text(layout.width, middle + 4, format(value, 'ratio'), 'muted', 'end'),
  ].join('');
}

/** Lines from top to bottom where the scale has its numbers. @param {number} y1 @param {number} y2 @param {Scale} scale @param {Layout} layout */
function grid(y1, y2, scale, layout) {
  return scale.ticks
    .map((tick) => {
      const x = place(tick, scale, layout);
      return `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${x}" x2="${x}" y1="${y1}" y2="${y2}"/>`;
    })
    .join('');
}

/** @typedef {{ low: number, high: number, ticks: readonly number[] }} Scale */

/** The powers of ten and what lies well between them. */
const STEPS = [-6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5].flatMap((power) =>
  [1, 2, 5].map((step) => Number(`${step}e${power}`)),
);

/**
 * From one tick to another, with 1 and every value between them.
 * @param {readonly import('./stats.mjs').Spread[]} values @param {number} most ticks that can be told apart @returns {Scale}
 */
function scaleOf(values, most) {
  const low = Math.min(1, ...values.map((value) => value.low));
  const high = Math.max(1, ...values.map((value) => value.high));
  const from = STEPS.findLast((step) => step < low) ?? 1e-6;
  const to = STEPS.find((step) => step > high) ?? high;
  const ticks = STEPS.filter((step) => step >= from && step <= to);
  // Of a wide range the powers of ten are enough.
  return {
    low: from,
    high: to,
    ticks: ticks.length > most ? ticks.filter((tick) => /^[10.]+$/.test(`${tick}`)) : ticks,
  };
}

/** Logarithmic: half as dear lies as far from 1 as twice as dear. @param {number} ratio @param {Scale} scale @param {Layout} layout */
function place(ratio, { low, high }, { left, right }) {
  const share = Math.log(Math.max(ratio, low) / low) / Math.log(high / low);
  return Number((left + share * (right - left)).toFixed(1));
}

/** @param {string} label @param {number} letters @returns {readonly string[]} */
function wrapped(label, letters) {
  const rows = [''];
  for (const word of label.split(' ')) {
    const last = rows.at(-1) ?? '';
    if (last === '') rows[rows.length - 1] = word;
    else if (last.length + word.length < letters) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

/** @param {number} x @param {number} y @param {string} words @param {string} [style] @param {string} [anchor] */
const text = (x, y, words, style = '', anchor = '') =>
  `<text x="${x}" y="${y}"${style === '' ? '' : ` class="${style}"`}${anchor === '' ? '' : ` text-anchor="${anchor}"`}>${escaped(words)}</text>`;

/** @param {string} words */
const escaped = (words) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
