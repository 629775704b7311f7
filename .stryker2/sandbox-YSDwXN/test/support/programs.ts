// @ts-nocheck
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts programs that are not on everybody's PATH. */
const DEBIANS = [
  '/usr/lib/rabbitmq/bin', // before /usr/sbin, whose script insists on another user and folder
  '/usr/sbin',
  '/usr/lib/postgresql/15/bin',
  '/usr/lib/postgresql/16/bin',
  '/usr/lib/postgresql/17/bin',
];

/** A PATH without the system's folder was narrowed on purpose: then nothing else is looked into. */
function folders(): readonly string[] {
  const path = (process.env.PATH ?? '').split(delimiter);
  return path.includes('/usr/bin') ? [...DEBIANS, ...path] : path;
}

/** The full path of a program, or `undefined`. */
export function find(program: string): string | undefined {
  for (const folder of folders()) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/** The full path of a program that is known to be there. */
export function need(program: string): string {
  const path = find(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  return path;
}

/** Debian's package for each program that a test may want. */
const PACKAGES: ReadonlyMap<string, string> = new Map(
  readFileSync(new URL('../../.ci/programs', import.meta.url), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .flatMap(([name = '', ...programs]) => programs.map((program) => [program, name] as const)),
);

/** @throws for a program that nobody could install: the list is what `.ci/run` goes by. */
export function debianPackageOf(program: string): string {
  const name = PACKAGES.get(program);
  if (name === undefined) throw new Error(`${program} is not in .ci/programs: add it there with its Debian package`);
  return name;
}

/**
 * Those of the programs that are not here. With CI=true that is an error, because a suite that is left out there would be
 * trusted for nothing; PROBEZ_MISSING=skip overrides that.
 */
export function absentOf(programs: readonly string[]): readonly string[] {
  const absent = programs.filter((program) => debianPackageOf(program) && find(program) === undefined);
  if (absent.length > 0 && process.env.CI === 'true' && process.env.PROBEZ_MISSING !== 'skip')
    throw new Error(`${absent.join(', ')} not found: ${installing(absent)}`);
  return absent;
}

/** The command that brings these programs. */
export const installing = (programs: readonly string[]): string =>
  `apt-get install -y --no-install-recommends ${[...new Set(programs.map(debianPackageOf))].sort().join(' ')}`;
