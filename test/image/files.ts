import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../support/process.ts';
import { IMAGE } from './build.ts';
import type { Engine } from './engine.ts';

/** A file, folder or link of the image. */
export interface Entry {
  /** Without the leading slash. */
  readonly path: string;
  /** As ls writes it: -rw-r--r-- */
  readonly mode: string;
  /** Numbers: 0/0 */
  readonly owner: string;
  readonly bytes: number;
}

/** Everything that is in an image, and a folder with a copy of its /app, if it has one. */
export async function filesOf(
  engine: Engine,
  image = IMAGE,
): Promise<{ readonly entries: readonly Entry[]; readonly folder: string }> {
  const folder = mkdtempSync(join(engine.folder, 'files-'));
  const archive = join(folder, 'all.tar');
  // A command, because an image without any is not made a container.
  const id = await engine.podman('create', image, '/none');
  await engine.podman('export', '--output', archive, id);
  await engine.podman('rm', id);
  const { stdout } = await runProgram('tar', ['--list', '--verbose', '--numeric-owner', '--file', archive]);
  const entries = stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [mode = '', owner = '', bytes = '', , , ...path] = line.split(/\s+/);
      return {
        mode,
        owner,
        bytes: Number(bytes),
        path: path
          .join(' ')
          .replace(/ -> .*/, '')
          .replace(/\/$/, ''),
      };
    });
  await runProgram('tar', ['--extract', '--no-same-owner', '--directory', folder, '--file', archive, 'app']);
  return { entries, folder };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** Every package below a folder, as name@version, sorted; each once. */
export function packagesIn(folder: string): string[] {
  const found = new Set<string>();
  const visit = (modules: string): void => {
    for (const name of namesIn(modules)) {
      const text = readFileSync(join(modules, name, 'package.json'), 'utf8');
      const { name: known, version }: Manifest = JSON.parse(text);
      found.add(`${known}@${version}`);
      visit(join(modules, name, 'node_modules'));
    }
  };
  visit(join(folder, 'node_modules'));
  return Array.from(found).sort();
}

function namesIn(modules: string): string[] {
  let names: string[];
  try {
    names = readdirSync(modules);
  } catch {
    return [];
  }
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

interface Tree {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Tree>>;
}

/** name@version of everything in the answer of `npm ls --json`, but the app itself and packages that are not there (optional peers). */
export function dependenciesIn(json: string): string[] {
  const found = new Set<string>();
  const visit = ({ dependencies = {} }: Tree): void => {
    for (const [name, tree] of Object.entries(dependencies)) {
      if (name !== '@probez/demoapp' && tree.version !== undefined) found.add(`${name}@${tree.version}`);
      visit(tree);
    }
  };
  visit(JSON.parse(json));
  return Array.from(found).sort();
}
