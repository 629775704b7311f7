import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PACKAGES, ROOT } from '../support/packages.ts';
import { runProgram } from '../support/process.ts';
import { type Registry, startRegistry } from '../support/registry.ts';

/** A release from its first command to a stranger's app, to a registry on loopback and from there. */
const folder = mkdtempSync(join(tmpdir(), 'probez-release-'));
const copy = join(folder, 'probez');
const app = join(folder, 'app');
let registry: Registry;

async function run(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const env = { npm_config_userconfig: join(folder, '.npmrc'), npm_config_registry: registry.url, CI: 'true' };
  const { code, stdout, stderr } = await runProgram(file, args, { cwd, limitMs: 240_000, env });
  expect(code, `${file} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
}
const git = (...args: readonly string[]) =>
  run(copy, 'git', '-c', 'user.name=nobody', '-c', 'user.email=nobody@example.com', ...args);

beforeAll(async () => {
  const { stdout } = await runProgram('npm', ['config', 'get', 'registry'], { cwd: folder });
  registry = await startRegistry(stdout.trim());
  writeFileSync(join(folder, '.npmrc'), registry.npmrc);
  const kept = /(?:^|\/)(?:node_modules|\.git|\.turbo|\.snippet-.*|\.types-.*)$/;
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !kept.test(relative(ROOT, path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  writeFileSync(join(copy, '.changeset/a-change.md'), "---\n'@probez/core': minor\n---\n\nSomething new.\n");
  await git('init', '-q', '-b', 'main');
  await git('add', '.');
  await git('commit', '-q', '-m', 'everything');
}, 120_000);

afterAll(async () => {
  await registry?.close();
  rmSync(folder, { recursive: true, force: true });
});

const next = (version: string): string =>
  version.replace(/^(\d+)\.(\d+)\..*/, (_, major, minor) => `${major}.${Number(minor) + 1}.0`);
const version = next(PACKAGES[0]?.manifest.version ?? '');
const read = async (path: string): Promise<string> => run(copy, 'cat', path);

it('raises every package to one version, and tells the change', async () => {
  await run(copy, process.execPath, '--import', 'tsx', 'test/release/version.ts', copy);
  for (const { folder: name } of PACKAGES) {
    const manifest = JSON.parse(await read(`packages/${name}/package.json`));
    expect(manifest.version, name).toBe(version);
    for (const [dependency, wanted] of Object.entries(manifest.dependencies ?? {}))
      if (PACKAGES.some((each) => each.name === dependency)) expect(wanted, `${name}: ${dependency}`).toBe(version);
  }
  expect(await read('CHANGELOG.md')).toMatch(
    new RegExp(`## ${version} \\(\\d{4}-\\d\\d-\\d\\d\\)\n[\\s\\S]*- Something new\\.`),
  );
  expect(JSON.parse(await read('package.json')).version).toBe(version);
  expect(await read('examples/demoapp/compose.yaml')).toContain(`probez-demoapp:${version}`);
  const lock = JSON.parse(await read('package-lock.json'));
  expect(lock.packages['packages/core'].version).toBe(version);
}, 240_000);

it('publishes them all, and none that is private', async () => {
  await git('add', '.');
  await git('commit', '-q', '-m', 'the next version');
  // The command's own version is built into it; the others are as they were.
  await run(
    join(copy, 'packages/cli'),
    process.execPath,
    join(ROOT, 'node_modules/tsdown/dist/run.mjs'),
    '--logLevel',
    'error',
  );
  await run(copy, process.execPath, 'node_modules/@changesets/cli/bin.js', 'publish');
  expect([...registry.published].sort()).toEqual(PACKAGES.map(({ name }) => `${name}@${version}`).sort());
}, 240_000);

it('is installed from there, and serves', async () => {
  await run(folder, 'mkdir', app);
  const express = join(ROOT, 'node_modules/express');
  await run(app, 'npm', 'install', '--prefer-offline', '--ignore-scripts', '@probez/express', 'probez', express);
  const code = `
    const { createHandler, createHealth } = await load();
    const health = createHealth({ logger: false, checks: [{ name: 'a', run: () => true }] });
    await health.start();
    console.log(createHandler(health)({ method: 'GET', url: '/readyz', headers: {} }).body);
    await health.stop();`;
  writeFileSync(join(app, 'esm.mjs'), `const load = () => import('@probez/express');${code}`);
  writeFileSync(
    join(app, 'common.cjs'),
    `const load = async () => require('@probez/express'); (async () => {${code}})();`,
  );
  expect(await run(app, process.execPath, 'esm.mjs')).toBe('ok\n');
  expect(await run(app, process.execPath, 'common.cjs')).toBe('ok\n');
  expect(await run(app, 'npx', '--no-install', 'probez', '--version')).toContain(version);
}, 240_000);
