import { readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** What Linux tells about processes below /proc; elsewhere nothing is known. */

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined; // ended, or not ours to read
  }
};

/**
 * Does the process have a handler for the signal? Undefined where that cannot be known.
 * The first process of a container gets only signals it has a handler for: https://man7.org/linux/man-pages/man7/pid_namespaces.7.html
 */
export function handlesSignal(pid: number, signal: NodeJS.Signals): boolean | undefined {
  const mask = /^SigCgt:\s*([0-9a-f]+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  const number = constants.signals[signal];
  if (mask === undefined) return undefined;
  return (BigInt(`0x${mask}`) & (1n << BigInt(number - 1))) !== 0n;
}

/** Processes that carry this variable in the environment they were started with: children that have left their group among them. */
export function processesMarked(marker: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const wanted = `\0${marker}\0`;
  return names
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => `\0${read(`/proc/${name}/environ`) ?? ''}\0`.includes(wanted))
    .filter((name) => !/^State:\s*[ZX]/m.test(read(`/proc/${name}/status`) ?? ''))
    .map(Number);
}
