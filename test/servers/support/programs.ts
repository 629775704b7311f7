import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian puts servers that are not on everybody's PATH. */
const EXTRA = [
  '/usr/lib/rabbitmq/bin', // before /usr/sbin, whose script insists on another user and folder
  '/usr/sbin',
  '/usr/lib/postgresql/15/bin',
  '/usr/lib/postgresql/16/bin',
  '/usr/lib/postgresql/17/bin',
];

/** The full path of a program, or `undefined`. */
export function find(program: string): string | undefined {
  for (const folder of [...EXTRA, ...(process.env.PATH ?? '').split(delimiter)]) {
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

/**
 * Whether to skip a suite for want of programs. Says how to install them; under CI=true it throws instead, because a suite
 * that is skipped there would be trusted for nothing.
 */
export function missing(debianPackage: string, ...programs: readonly string[]): boolean {
  const absent = [...programs, 'setpriv'].filter((program) => find(program) === undefined);
  if (absent.length === 0) return false;
  const hint = `${absent.join(', ')} not found: apt-get install -y ${debianPackage} util-linux (Linux only)`;
  if (process.env.CI === 'true') throw new Error(hint);
  console.warn(`skipped: ${hint}`);
  return true;
}
