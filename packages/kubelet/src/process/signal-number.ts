import { constants } from 'node:os';

/** The C library keeps the first two for itself: https://man7.org/linux/man-pages/man7/signal.7.html */
const realtimeMin = 34;
const realtimeMax = 64;

/** The number of a signal on this machine: Node's own names, and those that only `lifecycle.stopSignal` has. */
export function signalNumber(name: string): number | undefined {
  const known: Readonly<Record<string, number>> = constants.signals;
  if (Object.hasOwn(known, name)) return known[name];
  if (name === 'SIGCLD') return known.SIGCHLD;
  if (process.platform !== 'linux') return undefined;
  const [, end, offset = '0'] = /^SIGRT(MIN|MAX)(?:[+-](\d+))?$/.exec(name) ?? [];
  if (end === undefined) return undefined;
  return end === 'MIN' ? realtimeMin + Number(offset) : realtimeMax - Number(offset);
}
