import type { CheckResult, PolledCheck } from '@probez/core';
import { refuse, within } from '@probez/core/internal';
import { askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { bytes } from './format.ts';

/** Options of {@link diskSpaceCheck}. Free space is what a user without root rights can still write. */
export interface DiskSpaceCheckOptions extends ReadyCheckOptions {
  /**
   * Warns when less than this percentage of the space or of the inodes is free, `failFreePercent` to 100.
   * @default 10, or `failFreePercent` if that is more
   */
  readonly warnFreePercent?: number | undefined;
  /**
   * Fails when less than this percentage of the space or of the inodes is free, 0 to 100.
   * @default 5
   */
  readonly failFreePercent?: number | undefined;
  /**
   * Warns when fewer bytes than this are free.
   * @default none
   */
  readonly warnFreeBytes?: number | undefined;
  /**
   * Fails when fewer bytes than this are free.
   * @default none
   */
  readonly failFreeBytes?: number | undefined;
}

const OWN_KEYS = ['warnFreePercent', 'failFreePercent', 'warnFreeBytes', 'failFreeBytes'];

/**
 * Checks the free space and the free inodes of the file system that holds a path.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function diskSpaceCheck(path: string, options: DiskSpaceCheckOptions = {}): PolledCheck {
  if (typeof path !== 'string' || path === '') refuse('diskSpaceCheck: the path', path, 'a path that is not empty');
  knownOptions('diskSpaceCheck', options, OWN_KEYS);
  const { failFreePercent = 5, failFreeBytes = 0 } = options;
  within('diskSpaceCheck: failFreePercent', failFreePercent, 0, 100);
  within('diskSpaceCheck: failFreeBytes', failFreeBytes, 0, Number.MAX_SAFE_INTEGER);
  const { warnFreePercent = Math.max(10, failFreePercent), warnFreeBytes = failFreeBytes } = options;
  within('diskSpaceCheck: warnFreePercent', warnFreePercent, failFreePercent, 100);
  within('diskSpaceCheck: warnFreeBytes', warnFreeBytes, failFreeBytes, Number.MAX_SAFE_INTEGER);
  // If a network file system is gone, the call never returns and holds one of libuv's four threads: never let it hold two.
  const ask = askOnce(async () => process.getBuiltinModule('node:fs/promises').statfs(path));

  return defineCheck(
    {
      factory: 'diskSpaceCheck',
      name: 'disk-space',
      componentType: 'system',
      subject: () => `disk space at ${path}`,
      async run({ signal, step }) {
        step(`the file system at ${path} does not answer: is it on the network?`);
        const { bsize, blocks, bavail, files, ffree } = await ask(signal);
        const free = bavail * bsize;
        const freePercent = percent(bavail, blocks);
        // Some file systems (btrfs) have no inodes to run out of, and say 0 of 0.
        const inodesPercent = files === 0 ? 100 : percent(ffree, files);
        const low = (limitPercent: number, limitBytes: number): string | undefined => {
          if (freePercent < limitPercent || free < limitBytes) return `${bytes(free)} free (${freePercent} %)`;
          return inodesPercent < limitPercent ? `${ffree} inodes free (${inodesPercent} %)` : undefined;
        };
        const observed = { observedValue: Math.min(freePercent, inodesPercent), observedUnit: '%' };
        const say = (status: 'warn' | 'fail', what: string): Partial<CheckResult> => ({
          status,
          reason: `disk space at ${path}: ${what}; delete files or enlarge the volume`,
          ...observed,
        });
        const failing = low(failFreePercent, failFreeBytes);
        if (failing !== undefined) return say('fail', failing);
        const warning = low(warnFreePercent, warnFreeBytes);
        return warning === undefined ? observed : say('warn', warning);
      },
    },
    options,
    OWN_KEYS,
  );
}

const percent = (part: number, whole: number): number => Math.floor((1_000 * part) / Math.max(whole, 1)) / 10;
