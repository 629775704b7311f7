// @ts-nocheck
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A folder under packages/, which is a package that is published. */
export interface Package {
  readonly folder: string;
  readonly directory: string;
  readonly manifest: Manifest;
  readonly name: string;
}

/** What is published. Lists of packages are made from this one, so that a new package stands in none. */
export const PACKAGES: readonly Package[] = readdirSync(`${ROOT}packages`).map((folder) => {
  const directory = `${ROOT}packages/${folder}`;
  const manifest: Manifest = JSON.parse(readFileSync(`${directory}/package.json`, 'utf8'));
  return { folder, directory, manifest, name: manifest.name };
});

/** What a person may import, as `@probez/core/testing`: with a build for both formats. */
export const ENTRIES: readonly string[] = PACKAGES.flatMap(({ name, manifest: { exports = {} } }) =>
  Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([path]) => name + path.slice(1)),
);
