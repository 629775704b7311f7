import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';
import { startRegistry } from '../support/registry.ts';
import type { Case, Place, Runtime } from './case.ts';
import { runtimes } from './runtimes.ts';

// npm run test:matrix: what a stranger installs, everywhere; writes docs/matrix.md.
// npm run test:matrix -- pnpm --on=node: some cases, on some runtimes; writes nothing.
const LIMIT_MS = 240_000;
const words = process.argv.slice(2).filter((word) => !word.startsWith('--on='));
const on = process.argv.find((word) => word.startsWith('--on='))?.slice('--on='.length) ?? '';
const chosen = (file: string): boolean => words.length === 0 || words.some((word) => file.includes(word));
const everything = words.length === 0 && on === '';

const folder = mkdtempSync(join(tmpdir(), 'probez-matrix-'));
const env = { npm_config_userconfig: join(folder, '.npmrc'), npm_config_update_notifier: 'false' };
const run = (cwd: string, file: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  runProgram(file, args, { cwd, limitMs: LIMIT_MS, env: { ...env, ...more } });

async function must(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run(cwd, file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

function placeFor(runtime: Runtime): Place {
  const own = mkdtempSync(join(folder, 'app-'));
  writeFileSync(join(own, 'package.json'), '{ "name": "app", "private": true }');
  const [program = '', ...options] = runtime.command;
  const PATH = `${dirname(program)}${delimiter}${process.env.PATH}`;
  return {
    runtime,
    folder: own,
    write: (file, text) => writeFileSync(join(own, file), text),
    install: async (...names) =>
      void (await must(own, 'npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...names)),
    run: (file, ...args) => run(own, program, [...options, file, ...args], { PATH }),
    exec: (file, ...args) => run(own, file, args, { PATH }),
  };
}

interface Row {
  readonly title: string;
  readonly cells: readonly { readonly text: string; readonly failed?: string }[];
}

async function cell(each: Case, runtime: Runtime): Promise<Row['cells'][number]> {
  if (each.on?.(runtime) === false) return { text: '' };
  try {
    return { text: (await each.run(placeFor(runtime))) ?? 'yes' };
  } catch (error) {
    return { text: 'no', failed: error instanceof Error ? error.message : String(error) };
  }
}

const registry = await startRegistry(
  await must(folder, 'npm', 'config', 'get', 'registry').then((text) => text.trim()),
);
try {
  writeFileSync(join(folder, '.npmrc'), registry.npmrc);
  for (const { directory } of PACKAGES)
    await must(directory, 'npm', 'publish', '--ignore-scripts', '--provenance=false');
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
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
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
