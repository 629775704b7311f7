import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type AppProcess, here, killAll, startApp } from './app-process.ts';

const require = createRequire(import.meta.url);
const folders: string[] = [];

afterAll(() => {
  killAll();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder far from any node_modules: where a bundle is deployed to. */
function deployed(): string {
  const folder = mkdtempSync(join(tmpdir(), 'probez-bundle-'));
  folders.push(folder);
  return folder;
}

async function bundle(outdir: string, options: BuildOptions): Promise<void> {
  await build({ bundle: true, platform: 'node', logLevel: 'error', absWorkingDir: here('.'), outdir, ...options });
}

/** It serves from its worker, and names what hangs. */
async function expectIsolated(app: AppProcess, place: RegExp): Promise<void> {
  expect(app.stderr()).toBe('');
  expect(app.isolated).toBe(true);
  expect(await app.ask('/livez')).toBe('200 ok');
  app.tell('spin');
  await app.untilAnswer('/readyz', '503 [-]event-loop-stall failed: reason withheld');
  await app.until('stderr', place);
  app.release();
  app.child.stdin?.end();
  expect(await app.exit).toBe(0);
}

const NAMED = /is here:\n {4}at spinInTypeScript \(/;

describe('a bundle made by esbuild', () => {
  test.each(['esm', 'cjs'] as const)('%s, with the worker as a second entry beside it', async (format) => {
    const outdir = deployed();
    await bundle(outdir, {
      format,
      sourcemap: true,
      minify: true,
      keepNames: true,
      outExtension: { '.js': format === 'esm' ? '.mjs' : '.cjs' },
      entryPoints: { app: './fixtures/bundled.ts', 'probez-worker': '@probez/node/worker' },
    });
    await expectIsolated(await startApp({ file: join(outdir, `app.${format === 'esm' ? 'mjs' : 'cjs'}`) }), NAMED);
  });

  test('to CommonJS files that say so', async () => {
    const outdir = deployed();
    const entryPoints = { bundled: './fixtures/bundled.ts', 'probez-worker': '@probez/node/worker' };
    await bundle(outdir, { format: 'cjs', outExtension: { '.js': '.cjs' }, entryPoints });
    await expectIsolated(await startApp({ file: join(outdir, 'bundled.cjs') }), NAMED);
  });

  test('with the worker named', async () => {
    const outdir = deployed();
    const source = readFileSync(here('./fixtures/bundled.ts'), 'utf8').replace(
      'isolated: true,',
      "isolated: true, worker: new URL('./threads/probes.js', import.meta.url),",
    );
    await bundle(outdir, {
      format: 'esm',
      stdin: { contents: source, resolveDir: here('./fixtures'), loader: 'ts', sourcefile: 'named.ts' },
    });
    await bundle(join(outdir, 'threads'), { format: 'cjs', entryPoints: { probes: '@probez/node/worker' } });
    writeFileSync(join(outdir, 'threads/package.json'), '{ "type": "commonjs" }');
    cpSync(join(outdir, 'stdin.js'), join(outdir, 'named.mjs'));
    await expectIsolated(await startApp({ file: join(outdir, 'named.mjs') }), NAMED);
  });

  test('without the worker serves from the main thread, and says what is missing', async () => {
    const outdir = deployed();
    await bundle(outdir, { format: 'esm', outExtension: { '.js': '.mjs' }, entryPoints: ['./fixtures/bundled.ts'] });
    const app = await startApp({ file: join(outdir, 'bundled.mjs') });
    expect(app.isolated).toBe(false);
    expect(await app.ask('/livez')).toBe('200 ok');
    expect(app.stderr()).toContain(
      'Mark @probez/node as external in your bundler, or set the option worker to the path of the file',
    );
    expect(app.stderr()).toContain(join(outdir, 'probez-worker.cjs'));
    app.child.stdin?.end();
    expect(await app.exit).toBe(0);
  });
});

test('tsx: what hangs is named', async () => {
  const tsx = join(dirname(require.resolve('tsx/package.json')), 'dist/cli.mjs');
  await expectIsolated(await startApp({ file: tsx, args: [here('./fixtures/bundled.ts')] }), NAMED);
});

test('tsx as a loader', async () => {
  const flags = ['--import', require.resolve('tsx/esm').replace(/^/, 'file://')];
  await expectIsolated(await startApp({ flags, file: './fixtures/bundled.ts' }), NAMED);
});

test('node --watch: serves again after a change, on the same port', async () => {
  const folder = deployed();
  const file = join(folder, 'app.mjs');
  const code = `import { createHealth, serveProbes } from ${JSON.stringify(import.meta.resolve('@probez/node'))};
    const health = createHealth({ logger: false });
    await health.start();
    const { port, isolated } = await serveProbes(health, { port: Number(process.argv[2]), host: '127.0.0.1', isolated: true });
    console.log(JSON.stringify({ port, isolated }));
    setInterval(() => {}, 1000);`;
  writeFileSync(file, code);
  const app = await startApp({ flags: ['--watch'], file, args: [String(await freePort())] });
  expect(app.isolated).toBe(true);
  expect(await app.ask('/readyz')).toBe('200 ok');
  let changes = 0;
  const change = (): void => {
    changes += 1;
    writeFileSync(file, code.replace('logger: false', "logger: false, expected: ['nobody']"));
  };
  change();
  // It serves before it is watched: a change that comes too early is not seen, and is made again.
  const changing = setInterval(change, 5_000);
  await app.untilAnswer('/readyz', '503 [-]startup-probe failed').finally(() => clearInterval(changing));
  await app.until('stdout', /("isolated":true[\s\S]*){2}/);
  expect(app.stdout().match(/"isolated":true/g)?.length).toBeLessThanOrEqual(1 + changes);
  expect(app.stdout()).not.toContain('"isolated":false');
  expect(app.stderr()).not.toContain('probez');
  app.child.kill('SIGTERM');
  await app.exit;
  expect(await app.ask('/livez')).toBe('ECONNREFUSED');
});

test('Jest in its CommonJS mode', async () => {
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
  const child: ChildProcess = spawn(process.execPath, [jest, '--config', here('./fixtures/jest/jest.config.json')], {
    cwd: fileURLToPath(new URL('./fixtures/jest', import.meta.url)),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const [code] = await once(child, 'exit');
  expect(output).toContain('1 passed, 1 total');
  // It ends by itself: no handle was left behind.
  expect(output).not.toContain('did not exit');
  expect(code).toBe(0);
});

test('the worker needs no other file, and no kind of module', () => {
  const code = readFileSync(require.resolve('@probez/node/worker'), 'utf8');
  expect(code).not.toMatch(/\b(?:require|import)\b *[({"'`]|\bexports\b/);
});

test.each(['module', 'commonjs', undefined])(
  'copied beside a bundle whose package.json says type: %s',
  async (type) => {
    const outdir = deployed();
    await bundle(outdir, { format: type === 'module' ? 'esm' : 'cjs', entryPoints: ['./fixtures/bundled.ts'] });
    cpSync(require.resolve('@probez/node/worker'), join(outdir, 'probez-worker.cjs'));
    writeFileSync(join(outdir, 'package.json'), JSON.stringify({ type }));
    await expectIsolated(await startApp({ file: join(outdir, 'bundled.js') }), NAMED);
  },
);
