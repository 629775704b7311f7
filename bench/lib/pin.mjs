import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Whether processes can be held on a core of their own: two cores, and util-linux' taskset. */
export const canPin = availableParallelism() > 1 && works('taskset', ['-c', '0', 'true']);

/** The core of the server, and the core of whoever loads it: never the same. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

/**
 * A command held on one core.
 * @param {number} core
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function pinned(core, command, args) {
  return canPin ? ['taskset', ['-c', String(core), command, ...args]] : [command, [...args]];
}

/**
 * Holds this process on a core.
 * @param {number} core
 */
export function pinSelf(core) {
  if (canPin) execFileSync('taskset', ['-acp', String(core), String(process.pid)], { stdio: 'ignore' });
}

/** @param {string} command @param {readonly string[]} args */
export function works(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}
