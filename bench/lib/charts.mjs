/** Which charts the page has: one for each part of the summary, one for each suite with a column of ratios. */
import { NARROW, ratioChart } from './chart.mjs';
import { figuresOf, VERDICTS } from './report.mjs';
import { verdictOf } from './result.mjs';
import { shownOf } from './shown.mjs';

/**
 * For a phone there is a second one, `narrow`.
 * @typedef {{ file: string, title: string, svg: string, narrow: { file: string, svg: string } }} Chart
 */

/** @param {string} where the numbers are */
const described = (where) =>
  `The dot is the median, the whiskers are its 95 % interval, the scale is logarithmic. The numbers are in ${where}.`;

/** By the heading that each stands under. @param {import('./report.mjs').Report} report @returns {ReadonlyMap<string, Chart>} */
export function chartsOf(report) {
  const summary = VERDICTS.map(({ verdict, title }) => ({
    heading: title,
    file: `${verdict}.svg`,
    title: `${title}: what Probez costs, where the other costs 1`,
    description: described(verdict === 'behind' ? 'the table below' : 'the tables of the suites'),
    groups: [
      {
        title: '',
        lines: figuresOf(report)
          .filter((figure) => verdictOf(figure) === verdict)
          .sort((a, b) => b.value.median - a.value.median)
          .map(({ what, value }) => ({ label: what, value })),
      },
    ],
  }));
  const suites = Object.entries(report.suites).map(([id, { tables }]) => ({
    heading: id,
    file: `suite-${id}.svg`,
    title: `${shownOf(id).title}: ratios`,
    description: described('the table below'),
    groups: tables.flatMap(groupOf),
  }));
  return new Map(
    [...summary, ...suites]
      .filter(({ groups }) => groups.some(({ lines }) => lines.length > 0))
      .map(({ heading, file, title, ...chart }) => [
        heading,
        {
          file,
          title,
          svg: ratioChart({ title, ...chart }),
          narrow: { file: file.replace('.svg', '-narrow.svg'), svg: ratioChart({ title, ...chart }, NARROW) },
        },
      ]),
  );
}

/** The rows of a table that have a ratio, under what the table is of. @param {import('./result.mjs').Table} table */
function groupOf({ caption, columns, rows }) {
  const ratio = columns.find(({ unit }) => unit === 'ratio');
  const name = columns[0];
  if (ratio === undefined || name === undefined) return [];
  const lines = rows.flatMap((row) => {
    const value = row[ratio.key];
    return typeof value === 'object' ? [{ label: String(row[name.key]), value }] : [];
  });
  return [{ title: `${caption.replace(/,.*/, '')}: ${ratio.label}`, lines }];
}
