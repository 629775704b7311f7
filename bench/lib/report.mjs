import { format, isKept, verdictOf } from './result.mjs';
import { shownOf } from './shown.mjs';

/**
 * A whole run, as it is kept in results/latest.json.
 * @typedef {object} Report
 * @property {ReturnType<import('./machine.mjs').describeRun> & { loadBefore: number }} machine `loadBefore`: processes that wanted to run in the minute before
 * @property {string} command
 * @property {number} seconds
 * @property {Record<string, import('./result.mjs').Result & { measured: string }>} suites by number; `measured` is the date of the run they are of
 */

/** A load average up to this is a quiet machine. */
export const QUIET = 0.5;

/** @param {Report} report @returns {readonly import('./result.mjs').Figure[]} */
export const figuresOf = (report) => Object.values(report.suites).flatMap((suite) => suite.figures);

/** In this order: where Probez loses is said first. */
export const VERDICTS = [
  { verdict: 'behind', title: 'Where Probez loses', none: 'In no ratio of this run.' },
  { verdict: 'level', title: 'Not distinguishable', none: 'No ratio of this run.' },
  { verdict: 'ahead', title: 'Where Probez gains', none: 'In no ratio of this run.' },
];

const RATIO_HEAD = ['Probez costs, where the other costs 1', 'ratio (95 % interval)'];
const PROMISE_HEAD = ['promise', 'seen', 'at most', ''];

/**
 * The summary: ratios by what they say, the dearest first, and what is promised.
 * @typedef {object} Part
 * @property {string} title
 * @property {string} none instead of an empty table
 * @property {readonly string[]} head
 * @property {readonly (readonly string[])[]} rows
 * @property {string} [told] on the page, instead of the table
 * @param {Report} report
 * @returns {readonly Part[]}
 */
function summaryOf(report) {
  const figures = figuresOf(report);
  const promises = figures.filter(({ atMost }) => atMost !== undefined);
  return [
    ...VERDICTS.map(({ verdict, title, none }) => ({
      title,
      none,
      head: RATIO_HEAD,
      rows: figures
        .filter((figure) => verdictOf(figure) === verdict)
        .sort((a, b) => b.value.median - a.value.median)
        .map(({ what, value }) => [what, format(value, 'ratio')]),
      ...(verdict === 'behind' ? {} : { told: 'The numbers are in the suites below.' }),
    })),
    {
      title: 'Promises',
      none: 'None was looked at in this run.',
      head: PROMISE_HEAD,
      rows: promises.map((figure) => [
        figure.what,
        format(figure.value, figure.unit ?? 'ratio'),
        format(figure.atMost, figure.unit ?? 'ratio'),
        isKept(figure) ? 'kept' : '**broken**',
      ]),
      ...(promises.every(isKept) ? { told: `All ${promises.length} were kept.` } : {}),
    },
  ];
}

/** @param {import('./result.mjs').Table} table */
const cells = ({ columns, rows }) => rows.map((row) => columns.map(({ key, unit }) => format(row[key], unit)));

/** For the terminal: everything. @param {Report} report */
export function toText(report) {
  const parts = Object.entries(report.suites).flatMap(([id, { tables, notes = [] }]) => [
    `\n${heading(id)}`,
    ...tables.map(
      (table) => `\n${table.caption}\n${plain([table.columns.map(({ label }) => label), ...cells(table)])}`,
    ),
    ...notes.map((note) => `  ${note}`),
  ]);
  const summary = summaryOf(report).map(
    ({ title, none, head, rows }) => `\n${title}\n${rows.length === 0 ? `  ${none}` : plain([head, ...rows])}`,
  );
  return [...parts, ...summary].join('\n');
}

/** @param {string} id */
const heading = (id) => (/^\d/.test(id) ? `${id}. ${shownOf(id).title}` : shownOf(id).title);

/** @param {readonly (readonly string[])[]} lines */
function plain(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

/**
 * For docs/benchmarks.md, between its markers.
 * @param {Report} report
 * @param {ReadonlyMap<string, import('./charts.mjs').Chart>} charts by the heading that each stands under
 */
export function toMarkdown(report, charts) {
  const chart = (/** @type {string} */ under) => {
    const found = charts.get(under);
    if (found === undefined) return [];
    const { file, title, narrow } = found;
    const ifNarrow = `<source media="(max-width: 767px)" srcset="images/benchmarks/${narrow.file}">`;
    return [`<picture>${ifNarrow}<img src="images/benchmarks/${file}" alt="${title}"></picture>`];
  };
  const { machine } = report;
  const versions = Object.entries(machine.libraries).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured on ${machine.date} UTC with \`${report.command}\` (${Math.round(report.seconds)} s), Probez ${machine.probez} at commit ${machine.commit}${machine.changed ? ' with uncommitted changes' : ''}.`,
    [
      `- Machine: ${machine.processor}, ${machine.memoryGB} GB, Linux ${machine.kernel}; Node ${machine.node}.`,
      ...(machine.pinned ? [] : ['- Server and client are not held on cores of their own: taskset is missing.']),
      `- Load average of the minute before: ${machine.loadBefore}${machine.loadBefore > QUIET ? '. **The machine was not quiet: take the figures as a sketch.**' : '.'}`,
      `- Peers: ${versions.join(', ')}.`,
    ].join('\n'),
    ...summaryOf(report).flatMap(({ title, none, head, rows, told }) => [
      `### ${title}`,
      ...chart(title),
      rows.length === 0 ? none : (told ?? markdownTable(head, rows)),
    ]),
    // Nanoseconds are for those who change the handler: the terminal has them.
    ...Object.entries(report.suites).flatMap(([id, suite]) => {
      if (id === 'micro') return [];
      const tables = shownOf(id).tables(suite);
      return [
        `### ${heading(id)}`,
        ...(suite.measured === machine.date ? [] : [`From an earlier run, on ${suite.measured} UTC.`]),
        shownOf(id).about,
        ...chart(id),
        ...tables.flatMap((table) => [
          ...(tables.length > 1 ? [`${table.caption}:`] : []),
          markdownTable(
            table.columns.map(({ label }) => label),
            cells(table),
          ),
        ]),
        ...(suite.notes ?? []),
      ];
    }),
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
