import { readdirSync, readFileSync } from 'node:fs';
import type { Place, Runtime } from '../matrix/case.ts';
import { openPlaces, type Places } from '../matrix/place.ts';
import { runtimes } from '../matrix/runtimes.ts';
import { type Cell, type Line, whereOf, writeUnder } from '../matrix/table.ts';
import { CONTROL, type Host } from './host.ts';
import { play, Stuck } from './play.ts';

// npm run test:hosts: every host, in every version and runtime; writes a table of docs/matrix.md.
// npm run test:hosts -- koa hono --on=bun: some of them; writes nothing.
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const everything = words.length === 0 && on === '';

interface Row {
  readonly title: string;
  readonly cells: readonly Cell[];
}
const EMPTY: Cell = { text: '' };

async function made(host: Host, version: string, runtime: Runtime, places: Places): Promise<Place> {
  const place = places.open(runtime);
  place.write('package.json', '{ "name": "app", "private": true, "type": "module" }');
  place.write('control.mjs', CONTROL);
  for (const [file, text] of Object.entries(host.files(version))) place.write(file, text);
  await place.install(...(host.versions[version] ?? []));
  for (const [program = '', ...args] of host.build ?? []) {
    const { code, stdout, stderr } = await place.exec(program, ...args);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
  }
  return place;
}

/** The version as it was installed: `5.3.0` for `5`, `12.5.1 on Express` for `12 on Express`. */
function exactly(version: string, { versions }: Host, { folder }: Place): string {
  const spec = versions[version]?.find((name) => !name.startsWith('@probez/'));
  if (spec === undefined) return version;
  const name = spec.replace(/(?<=.)@[^/]*$/, '');
  const manifest: { version: string } = JSON.parse(readFileSync(`${folder}/node_modules/${name}/package.json`, 'utf8'));
  return version.replace(/^[\d.]*/, manifest.version);
}

/** One version in all runtimes, which share a folder. */
async function rowOf(host: Host, version: string, columns: readonly Runtime[], places: Places): Promise<Row> {
  let title = `${host.title} ${version}`.trim();
  const cells: Cell[] = [];
  let place: Place | undefined;
  for (const runtime of columns) {
    if (host.on?.(runtime, version) === false) {
      cells.push(EMPTY);
      continue;
    }
    let cell: Cell;
    try {
      if (place === undefined) {
        place = await made(host, version, runtime, places);
        title = `${host.title} ${exactly(version, host, place)}`.trim();
      }
      const code = await play(host, place, runtime);
      cell = code === 0 ? { text: 'yes' } : { text: `drained, exit code ${code}`, failed: 'it did not end with 0' };
    } catch (error) {
      const failed = String(error instanceof Error ? error.message : error);
      cell = { text: error instanceof Stuck ? `${error.stage} only` : 'not installed', failed };
      console.log(failed.replace(/^/gm, '    '));
    }
    console.log(`${title}, ${runtime.name}: ${cell.text}`);
    cells.push(cell);
  }
  return { title, cells };
}

/** A line for all that were seen in the same runtimes; the one with the most first. */
function linesOf(columns: readonly Runtime[], rows: readonly Row[]): readonly Line[] {
  const lines = new Map<string, string>();
  for (const { title, cells } of rows) {
    const where = whereOf(columns, cells);
    const before = lines.get(where);
    lines.set(where, before === undefined ? title : `${before}; ${title}`);
  }
  return [...lines].sort(([, one], [, other]) => other.length - one.length);
}

const places = await openPlaces();
try {
  const columns = runtimes().filter(({ name }) => name.toLowerCase().includes(on));
  const rows: Row[] = [];
  for (const file of readdirSync(new URL('hosts', import.meta.url)).sort()) {
    if (words.length > 0 && !words.some((word) => file.includes(word))) continue;
    const { default: host }: { default: Host } = await import(`./hosts/${file}`);
    for (const version of Object.keys(host.versions)) rows.push(await rowOf(host, version, columns, places));
  }
  if (everything) writeUnder('Frameworks', columns, linesOf(columns, rows));
  const asked = rows.flatMap(({ cells }) => cells).filter(({ text }) => text !== '');
  const failed = asked.filter((each) => each.failed !== undefined).length;
  console.log(`${asked.length - failed} drained, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await places.close();
}
