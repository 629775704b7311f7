import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

// The benchmarks and the site are installed apart from the project.
describe.each(['', 'bench/', 'site/'])('%spackage-lock.json', (folder) => {
  const text = readFileSync(new URL(`../../${folder}package-lock.json`, import.meta.url), 'utf8');
  const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(text);

  it('names no registry’s host', () => {
    expect(Object.keys(packages).filter((key) => packages[key]?.resolved?.startsWith('http'))).toEqual([]);
  });

  // npm leaves out the binaries of other platforms where its registry has only some of them, and `npm ci` then refuses to run.
  it('locks the optional packages of every platform', () => {
    const names = new Set(
      Object.keys(packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length)),
    );
    const missing = Object.entries(packages).flatMap(([key, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !names.has(name))
        .map((name) => `${key} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('knows what every package must be, byte by byte', () => {
    const unknown = Object.entries(packages).filter(
      ([key, { integrity, link }]) => key.includes('node_modules/') && link !== true && integrity === undefined,
    );
    expect(unknown.map(([key]) => key)).toEqual([]);
  });
});
