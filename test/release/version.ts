import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readChange, withVersion } from './changelog.ts';

// npm run version: what waits in .changeset becomes the next version of every package, and a section of the changelog.
// A folder after it is another checkout: the dry run makes one of a copy.
const root = resolve(process.argv[2] ?? '.');
const at = (path: string): string => join(root, path);
const read = (path: string): string => readFileSync(at(path), 'utf8');
const versionOf = (path: string): string => JSON.parse(read(path)).version;
const run = (file: string, ...args: readonly string[]): void =>
  void execFileSync(process.execPath, [at(`node_modules/${file}`), ...args], { cwd: root, stdio: 'inherit' });

const inEach = (folder: string): readonly string[] =>
  readdirSync(at(folder))
    .map((name) => `${folder}/${name}/package.json`)
    .filter((file) => existsSync(at(file)));

const changes = readdirSync(at('.changeset'))
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .map((file) => readChange(read(`.changeset/${file}`)));
if (changes.length === 0)
  throw new Error('nothing waits in .changeset: npx changeset writes what a version is made of');

const before = versionOf('packages/core/package.json');
run('@changesets/cli/bin.js', 'version');
const version = versionOf('packages/core/package.json');

const rootManifest = JSON.parse(read('package.json'));
writeFileSync(at('package.json'), `${JSON.stringify({ ...rootManifest, version }, null, 2)}\n`);
const date = new Date().toISOString().slice(0, 10);
writeFileSync(at('CHANGELOG.md'), withVersion(read('CHANGELOG.md'), version, date, changes));

// Manifests, the compose file and tests name the demo app's image with its version; the Action and the hook, what npx runs.
for (const name of ['probez-demoapp:', 'probez@']) {
  const tag = `${name}${before}`;
  const tracked = execFileSync('git', ['grep', '-lF', tag], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  for (const file of tracked.filter((each) => existsSync(at(each))))
    writeFileSync(at(file), read(file).replaceAll(tag, `${name}${version}`));
}

const manifests = ['package.json', 'test/package.json', ...inEach('packages'), ...inEach('examples')];
run('@biomejs/biome/bin/biome', 'format', '--write', '--vcs-enabled=false', ...manifests);
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline'], {
  cwd: root,
  stdio: 'inherit',
});
console.log(`${before} -> ${version}`);
