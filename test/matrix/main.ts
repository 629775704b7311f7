import { readdirSync, writeFileSync } from 'node:fs';
import { ROOT } from '../support/packages.ts';
import type { Case, Runtime } from './case.ts';
import { openPlaces } from './place.ts';
import { runtimes } from './runtimes.ts';

// npm run test:matrix: what a stranger installs, everywhere; writes docs/matrix.md.
// npm run test:matrix -- pnpm --on=node: some cases, on some runtimes; writes nothing.
const words = process.argv.slice(2).filter((word) => !word.startsWith('--on='));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const chosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
const everything = words.length === 0 && on === '';

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
  const rows: Row[] = [];
  for (const file of readdirSync(new URL('cases', import.meta.url)).sort()) {
    if (!chosen(file)) continue;
    const { default: each }: { default: Case } = await import(`./cases/${file}`);
    const cells: Row['cells'][number][] = [];
    for (const runtime of columns) {
      const seen = await cell(each, runtime);
      console.log(`${each.title}, ${runtime.name}: ${seen.text === '' ? 'not asked' : seen.text}`);
      if (seen.failed !== undefined) console.log(seen.failed.replace(/^/gm, '    '));
      cells.push(seen);
    }
    rows.push({ title: each.title, cells });
  }
  if (everything) writeFileSync(`${ROOT}docs/matrix.md`, page(columns, rows));
  const failed = rows.flatMap(({ cells }) => cells).filter((each) => each.failed !== undefined).length;
  const asked = rows.flatMap(({ cells }) => cells).filter(({ text }) => text !== '').length;
  console.log(`${asked - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await places.close();
}

function page(columns: readonly Runtime[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `# Where it runs

Written by \`npm run test:matrix\`: the packages as they would be published, installed from a registry into an app of its own for
each cell. A row is a file in \`test/matrix/cases\`.

${line(['', ...columns.map(({ name }) => name)])}
${line(['---', ...columns.map(() => '---')])}
${rows.map(({ title, cells }) => line([title, ...cells.map(({ text }) => text)])).join('\n')}

Versions: ${columns.map(({ name, version }) => `${name.split(' ')[0]} ${version}`).join(', ')}. An empty cell was not asked: what a compiler or a bundler
makes does not depend on the runtime.
`;
}
