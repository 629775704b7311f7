import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/**
 * How to start a program as the first process of a PID namespace of its own, which is what makes signals and leftovers behave as in a
 * container; undefined where that is not possible (not Linux, no util-linux, not allowed).
 * https://man7.org/linux/man-pages/man1/unshare.1.html
 */
export function findNamespaceStarter(): readonly string[] | undefined {
  if (process.platform !== 'linux') return undefined;
  const base = ['--pid', '--fork', '--kill-child=SIGKILL'];
  const ways = process.getuid?.() === 0 ? [base] : [['--user', '--map-current-user', ...base]];
  // With us goes the starter, and with the starter all that it has started.
  const withUs = ['setpriv', '--pdeathsig', 'KILL', '--'];
  return [withUs, []]
    .flatMap((before) => ways.map((options) => [...before, 'unshare', ...options, '--']))
    .find(([program = '', ...args]) => {
      const tried = spawnSync(program, [...args, 'true'], { stdio: 'ignore', timeout: 5000 });
      return tried.status === 0;
    });
}

/** The process that a starter has forked, as this machine numbers it. */
export function firstChild(pid: number): number | undefined {
  try {
    const found = Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1'), 10);
    return Number.isNaN(found) ? undefined : found;
  } catch {
    return undefined;
  }
}

/** Whether a program can be started, looked up as exec would: a starter cannot tell afterwards. */
export function findProgram(
  program: string,
  path: string | undefined,
  cwd: string | undefined,
): 'found' | 'missing' | 'denied' {
  const candidates = program.includes('/')
    ? [resolve(cwd ?? '.', program)]
    : (path ?? '/usr/bin:/bin').split(delimiter).map((directory) => join(directory === '' ? '.' : directory, program));
  let denied = false;
  for (const file of candidates) {
    try {
      if (statSync(file).isDirectory()) {
        denied ||= program.includes('/');
        continue;
      }
      accessSync(file, constants.X_OK);
      return 'found';
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EACCES') denied = true;
    }
  }
  return denied ? 'denied' : 'missing';
}
