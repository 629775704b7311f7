// @ts-nocheck
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGES, ROOT } from './packages.ts';
import { type Finished, runProgram } from './process.ts';

/** The packages as npm would publish them, in files. */
export interface Packed {
  /** Where the tarball of a package is. */
  file(name: string): string;
  /**
   * A folder of its own, outside of any project, in which these were installed as a stranger does: ours from the tarballs, others as
   * this workspace has them, so that nothing is fetched.
   */
  folderWith(names: readonly string[]): Promise<string>;
  remove(): void;
}

export async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'probez-packed-'));
  const made: string[] = [];
  const directories = PACKAGES.map(({ directory }) => directory);
  await npm(ROOT, 'pack', '--ignore-scripts', '--pack-destination', folder, ...directories);
  const file = (name: string): string => {
    const found = PACKAGES.find((each) => each.name === name);
    if (found === undefined) throw new Error(`${name} is none of ours`);
    return join(folder, `${name.replace('@', '').replace('/', '-')}-${found.manifest.version}.tgz`);
  };
  return {
    file,
    async folderWith(names) {
      const directory = mkdtempSync(join(tmpdir(), 'probez-fresh-'));
      made.push(directory);
      const ours = closure(names);
      const others = new Set([
        ...names.filter((name) => !isOurs(name)),
        ...PACKAGES.filter(({ name }) => ours.has(name)).flatMap(({ manifest }) =>
          Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }).filter((name) => !isOurs(name)),
        ),
      ]);
      const wanted = [...[...ours].map(file), ...[...others].map(installed)];
      await npm(
        directory,
        'install',
        '--offline',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--legacy-peer-deps',
        ...wanted,
      );
      return directory;
    },
    remove() {
      for (const each of [folder, ...made]) rmSync(each, { recursive: true, force: true });
    },
  };
}

const isOurs = (name: string): boolean => PACKAGES.some((each) => each.name === name);

/** Those of ours among the names, with those of ours that they depend on. */
function closure(names: readonly string[]): ReadonlySet<string> {
  const all = new Set<string>();
  const add = (name: string): void => {
    const found = PACKAGES.find((each) => each.name === name);
    if (found === undefined || all.has(name)) return;
    all.add(name);
    for (const dependency of Object.keys(found.manifest.dependencies ?? {})) add(dependency);
  };
  for (const name of names) add(name);
  return all;
}

/** Where this workspace has a package of others: linked, so that Node finds what it depends on. `fastify@4` is here under the name of `fastify4`. */
function installed(wanted: string): string {
  const name = wanted.replace(/(?<=.)@(\d+)$/, '$1');
  const places = [
    'node_modules',
    'test/node_modules',
    ...PACKAGES.map(({ folder }) => `packages/${folder}/node_modules`),
  ];
  const place = places.map((each) => join(ROOT, each, name)).find(existsSync);
  if (place === undefined) throw new Error(`${name} is not installed in this workspace`);
  return place;
}

async function npm(cwd: string, ...args: readonly string[]): Promise<Finished> {
  const result = await runProgram('npm', args, { cwd, limitMs: 180_000 });
  if (result.code !== 0) throw new Error(`npm ${args.join(' ')}\n${result.stdout}${result.stderr}`);
  return result;
}
