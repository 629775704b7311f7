import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';
import type { Case, Runtime } from './case.ts';
import { openPlaces } from './place.ts';
import { runtimes } from './runtimes.ts';

// npm run test:matrix: what a stranger installs, everywhere; writes docs/matrix.md.
// npm run test:matrix -- pnpm: some cases; writes their rows, and keeps the others.
// npm run test:matrix -- pnpm --on=node: on some runtimes; writes nothing.
const words = process.argv.slice(2).filter((word) => !word.startsWith('--on='));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const chosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
const PAGE = `${ROOT}docs/matrix.md`;

interface Row {
  readonly title: string;
  readonly cells: readonly { readonly text: string; readonly failed?: string }[];
}

async function cell(each: Case, runtime: Runtime): Promise<Row['cells'][number]> {
  if (each.on?.(runtime) === false) return { text: '' };
  try {
    return { text: (await each.run(places.open(runtime))) ?? 'yes' };
  } catch (error) {
    return { text: 'no', failed: error instanceof Error ? error.message : String(error) };
  }
}

const places = await openPlaces();
try {
  const columns = runtimes().filter(({ name }) => name.toLowerCase().includes(on));
  const rowsBefore = rowsOf(readFileSync(PAGE, 'utf8'));
  const rows: Row[] = [];
  const seen: Row['cells'][number][] = [];
  for (const file of readdirSync(new URL('cases', import.meta.url)).sort()) {
    const { default: each }: { default: Case } = await import(`./cases/${file}`);
    if (!chosen(file)) {
      rows.push(...rowsBefore.filter(({ title }) => title === each.title));
      continue;
    }
    const cells: Row['cells'][number][] = [];
    for (const runtime of columns) {
      const now = await cell(each, runtime);
      console.log(`${each.title}, ${runtime.name}: ${now.text === '' ? 'not asked' : now.text}`);
      if (now.failed !== undefined) console.log(now.failed.replace(/^/gm, '    '));
      cells.push(now);
    }
    seen.push(...cells);
    rows.push({ title: each.title, cells });
  }
  if (on === '') writeFileSync(PAGE, page(columns, rows));
  const asked = seen.filter(({ text }) => text !== '').length;
  const failed = seen.filter((each) => each.failed !== undefined).length;
  console.log(`${asked - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await places.close();
}

/** The rows that an earlier run has written. */
function rowsOf(text: string): readonly Row[] {
  const [, , ...lines] = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.map((line) => {
    const [title = '', ...cells] = line.slice(2, -2).split(/ ?\| ?/);
    return { title, cells: cells.map((cell) => ({ text: cell })) };
  });
}

function page(columns: readonly Runtime[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `# Where it runs

Runtimes, compilers, bundlers and package managers that Probez was tested with. \`npm run test:matrix\` writes this table: for each cell it installs the packages, as
they would be published, from a registry into a new app. A row is a file in \`test/matrix/cases\`. Frameworks have [their own table](hosts.md).

${line(['', ...columns.map(({ name }) => name)])}
${line(['---', ...columns.map(() => '---')])}
${rows.map(({ title, cells }) => line([title, ...cells.map(({ text }) => text)])).join('\n')}

Versions: ${columns.map(({ name, version }) => `${name.split(' ')[0]} ${version}`).join(', ')}. An empty cell was not asked: what a compiler or a bundler
makes does not depend on the runtime.
`;
}
