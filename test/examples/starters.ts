import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/packages.ts';

/** The folders that people copy to start from. */
export const STARTERS = ['express', 'fastify', 'koa', 'node', 'hono', 'nest'] as const;

/** What installing and building leave in a folder. */
const LEFT = /\/(?:node_modules|dist|\.turbo)(?:\/|$)/;

export const folderOf = (name: string): string => join(ROOT, 'examples', name);

/** The files of a starter, and what is in them. */
export function filesOf(name: string): ReadonlyMap<string, string> {
  const folder = folderOf(name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !LEFT.test(`${entry.parentPath}/`))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]));
}

/** Everything but what installing and building leave there. */
export function copyTo(target: string, name: string): void {
  cpSync(folderOf(name), target, { recursive: true, filter: (path) => !LEFT.test(path) });
}

export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
