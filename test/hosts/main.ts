import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Place, Runtime } from '../matrix/case.ts';
import { openPlaces, type Places } from '../matrix/place.ts';
import { runtimes } from '../matrix/runtimes.ts';
import { ROOT } from '../support/packages.ts';
import { CONTROL, type Host } from './host.ts';
import { play, Stuck } from './play.ts';

// npm run test:hosts: every host, in every version and runtime; writes docs/hosts.md.
// npm run test:hosts -- koa hono --on=bun: some of them; writes nothing.
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const everything = words.length === 0 && on === '';

interface Row {
  readonly title: string;
  readonly cells: readonly Cell[];
}
interface Cell {
  readonly text: string;
  readonly failed: boolean;
}
const EMPTY: Cell = { text: '', failed: false };

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
      cell = { text: `drained, ${code}`, failed: code !== 0 };
    } catch (error) {
      cell = { text: error instanceof Stuck ? `${error.stage} only` : 'not installed', failed: true };
      console.log(String(error instanceof Error ? error.message : error).replace(/^/gm, '    '));
    }
    console.log(`${title}, ${runtime.name}: ${cell.text}`);
    cells.push(cell);
  }
  return { title, cells };
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
  if (everything) writeFileSync(`${ROOT}docs/hosts.md`, page(columns, rows));
  const asked = rows.flatMap(({ cells }) => cells).filter(({ text }) => text !== '');
  const failed = asked.filter((each) => each.failed).length;
  console.log(`${asked.length - failed} drained, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await places.close();
}

function page(columns: readonly Runtime[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `# Tested frameworks and runtimes

Which framework was tested with Probez in which version and runtime. \`npm run test:hosts\` writes this table. Each cell is a separate app that uses the packages
as they would be published, and one run of it:

1. **mounted**: \`/readyz\` says \`ok\`;
2. **probed**: so do \`/livez\` and \`/startupz\`, and the app still answers its own page;
3. **drained**: SIGTERM comes with a request in flight. Readiness fails, liveness and the app go on; then nothing new is accepted, and the request
   in flight gets its complete answer;
4. the **exit code** of the process.

\`drained, 0\` means that all of it worked. An empty cell was not tried. The apps are in \`test/hosts/hosts\`.

${line(['', ...columns.map(({ name }) => name)])}
${line(['---', ...columns.map(() => '---')])}
${rows.map(({ title, cells }) => line([title, ...cells.map(({ text }) => text)])).join('\n')}

Versions: ${columns.map(({ name, version }) => `${name.split(' ')[0]} ${version}`).join(', ')}.
`;
}
