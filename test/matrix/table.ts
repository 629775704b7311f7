import { readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';
import type { Runtime } from './case.ts';

const PAGE = `${ROOT}docs/matrix.md`;

/** What was seen in a runtime: `yes`, what else there is to say, or nothing if it was not tried. */
export interface Cell {
  readonly text: string;
  /** Why it is not what it should be. */
  readonly failed?: string;
}
export type Line = readonly [string, string];

/** `Node 20, 22, Bun 1; main thread: Deno 2`: where it was seen, and what, if it is not `yes`. */
export function whereOf(columns: readonly Runtime[], cells: readonly Cell[]): string {
  const texts = [...new Set(cells.map(({ text }) => text))].filter((text) => text !== '');
  return texts
    .sort((a, b) => Number(b === 'yes') - Number(a === 'yes'))
    .map((text) => {
      const names = columns.filter((_column, index) => cells[index]?.text === text).map(({ name }) => name);
      const where = names.join(', ').replaceAll(/(?<=Node \d+(?:, \d+)*), Node/g, ',');
      return text === 'yes' ? where : `${text}: ${where}`;
    })
    .join('; ');
}

/** Where the rows of the table under a heading of docs/matrix.md stand. */
function rowsIn(page: string, heading: string): readonly [from: number, to: number] {
  const rule = '| --- | --- |\n';
  const from = page.indexOf(rule, page.indexOf(`\n## ${heading}\n`));
  if (from < 0) throw new Error(`docs/matrix.md has no table under "${heading}"`);
  const to = page.indexOf('\n\n', from);
  return [from + rule.length, to < 0 ? page.trimEnd().length : to];
}

/** The lines that an earlier run has written. */
export function linesUnder(heading: string): readonly Line[] {
  const page = readFileSync(PAGE, 'utf8');
  return page
    .slice(...rowsIn(page, heading))
    .split('\n')
    .map((line) => {
      const [first = '', second = ''] = line.slice(2, -2).split(' | ');
      return [first, second];
    });
}

/** Replaces them, and the versions of the runtimes. */
export function writeUnder(heading: string, columns: readonly Runtime[], lines: readonly Line[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = rowsIn(page, heading);
  const versions = columns.map(({ name, version }) => `${name.split(' ')[0]} ${version}`).join(', ');
  writeFileSync(
    PAGE,
    (
      page.slice(0, from) +
      lines.map(([first, second]) => `| ${first} | ${second} |`).join('\n') +
      page.slice(to)
    ).replace(/^Versions: .*$/m, `Versions: ${versions}.`),
  );
}
