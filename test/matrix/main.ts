import { readdirSync } from 'node:fs';
import type { Case, Runtime } from './case.ts';
import { openPlaces } from './place.ts';
import { runtimes } from './runtimes.ts';
import { type Cell, type Line, linesUnder, whereOf, writeUnder } from './table.ts';

// npm run test:matrix: what a stranger installs, everywhere; writes a table of docs/matrix.md.
// npm run test:matrix -- pnpm: some cases; writes their rows, and keeps the others.
// npm run test:matrix -- pnpm --on=node: on some runtimes; writes nothing.
const words = process.argv.slice(2).filter((word) => !word.startsWith('--on='));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const chosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
const HEADING = 'Compilers, bundlers and package managers';

async function cell(each: Case, runtime: Runtime): Promise<Cell> {
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
  const before = linesUnder(HEADING);
  const lines: Line[] = [];
  const seen: Cell[] = [];
  for (const file of readdirSync(new URL('cases', import.meta.url)).sort()) {
    const { default: each }: { default: Case } = await import(`./cases/${file}`);
    if (!chosen(file)) {
      lines.push(...before.filter(([title]) => title === each.title));
      continue;
    }
    const cells: Cell[] = [];
    for (const runtime of columns) {
      const now = await cell(each, runtime);
      console.log(`${each.title}, ${runtime.name}: ${now.text === '' ? 'not asked' : now.text}`);
      if (now.failed !== undefined) console.log(now.failed.replace(/^/gm, '    '));
      cells.push(now);
    }
    seen.push(...cells);
    lines.push([each.title, whereOf(columns, cells)]);
  }
  if (on === '') writeUnder(HEADING, columns, lines);
  const asked = seen.filter(({ text }) => text !== '').length;
  const failed = seen.filter((each) => each.failed !== undefined).length;
  console.log(`${asked - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await places.close();
}
