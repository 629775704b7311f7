import { format, isMet, targetOf } from './result.mjs';

/**
 * A whole run, as it is kept in results/latest.json.
 * @typedef {object} Report
 * @property {ReturnType<import('./machine.mjs').describeRun> & { loadBefore: number }} machine `loadBefore`: processes that wanted to run in the minute before
 * @property {string} command
 * @property {number} seconds
 * @property {Record<string, import('./result.mjs').Result & { title: string, measured: string }>} suites by number; `measured` is the date of the run they are of
 */

/** A load average up to this is a quiet machine. */
export const QUIET = 0.5;

/** @param {Report} report @returns {readonly import('./result.mjs').Figure[]} */
export const figuresOf = (report) => Object.values(report.suites).flatMap((suite) => suite.figures);

const SIGNS = { true: 'yes', false: 'no', undefined: '' };

/** @param {readonly import('./result.mjs').Figure[]} figures */
const figureRows = (figures) =>
  figures.map((figure) => [
    figure.what,
    format(figure.value, figure.unit ?? 'ratio'),
    targetOf(figure),
    SIGNS[/** @type {'true'} */ (String(isMet(figure)))],
  ]);

const FIGURE_HEAD = ['figure', 'median (middle half)', 'target', 'met'];

/** @param {import('./result.mjs').Table} table */
const cells = ({ columns, rows }) => rows.map((row) => columns.map(({ key, unit }) => format(row[key], unit)));

/** For the terminal. @param {Report} report */
export function toText(report) {
  const parts = Object.entries(report.suites).flatMap(([id, { title, tables, notes }]) => [
    `\n${heading(id, title)}`,
    ...tables.map(
      (table) => `\n${table.caption}\n${plain([table.columns.map(({ label }) => label), ...cells(table)])}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ]);
  const figures = figuresOf(report);
  return [...parts, `\nFigures\n${plain([FIGURE_HEAD, ...figureRows(figures)])}`, summary(figures)].join('\n');
}

/** @param {readonly import('./result.mjs').Figure[]} figures */
function summary(figures) {
  const wanted = figures.filter((figure) => isMet(figure) !== undefined);
  const missed = wanted.filter((figure) => !isMet(figure));
  return `\n${wanted.length - missed.length} of ${wanted.length} targets met.`;
}

/** @param {string} id @param {string} title */
const heading = (id, title) => (/^\d/.test(id) ? `${id}. ${title}` : title);

/** @param {readonly (readonly string[])[]} lines */
function plain(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

/** For docs/benchmarks.md, between its markers. @param {Report} report */
export function toMarkdown(report) {
  const { machine } = report;
  const versions = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  const figures = figuresOf(report);
  const missed = figures.filter((figure) => isMet(figure) === false);
  return [
    `Measured on ${machine.date} UTC with \`${report.command}\` (${Math.round(report.seconds)} s), Probez ${machine.probez} at commit ${machine.commit}${machine.changed ? ' with uncommitted changes' : ''}.`,
    [
      `- Machine: ${machine.processor}, ${machine.memoryGB} GB, Linux ${machine.kernel}; Node ${machine.node}.`,
      `- Load from ${machine.generator}; ${machine.pinned ? 'server and load generator each held on a core of its own' : 'server and load generator not held on cores of their own: taskset is missing'}.`,
      `- Load average of the minute before: ${machine.loadBefore}${machine.loadBefore > QUIET ? '. **The machine was not quiet: take the figures as a sketch.**' : '.'}`,
      `- Peers: ${versions.join(', ')}.`,
    ].join('\n'),
    '### Figures',
    missed.length === 0
      ? 'Every target is met.'
      : `${missed.length} of the targets are missed; see "Where we fall short".`,
    markdownTable(FIGURE_HEAD, figureRows(figures)),
    ...Object.entries(report.suites).flatMap(([id, { title, measured, tables, notes }]) => [
      `### ${heading(id, title)}`,
      ...(measured === machine.date ? [] : [`From an earlier run, on ${measured} UTC.`]),
      ...tables.flatMap((table) => [
        `${table.caption}:`,
        markdownTable(
          table.columns.map(({ label }) => label),
          cells(table),
        ),
      ]),
      notes.map((note) => `- ${note}`).join('\n'),
    ]),
  ].join('\n\n');
}

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const markdownTable = (head, rows) =>
  [head, head.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const BEGIN = '<!-- results: begin; written by npm run bench, do not edit -->';
const END = '<!-- results: end -->';

/** Puts the results between the markers of a page. @param {string} page @param {string} results */
export function insert(page, results) {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/benchmarks.md has lost its markers: ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${results}\n\n${page.slice(end)}`;
}
