import type { PolledCheck } from '@probez/core';
import { flag, peek, refuse, within } from '@probez/core/internal';
import { abortable } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';

/** Options of {@link fileCheck}. */
export interface FileCheckOptions extends ReadyCheckOptions {
  /**
   * Fails when the file was not written or touched for this many milliseconds. For workers that touch a file in each round.
   * @default none: it is enough that the file is there
   */
  readonly maxAgeMs?: number | undefined;
  /**
   * `true`: passes while the file does *not* exist, for a switch such as `/tmp/maintenance`.
   * @default false
   */
  readonly absent?: boolean | undefined;
}

const OWN_KEYS = ['maxAgeMs', 'absent'];

/**
 * Passes while a file exists: `/tmp/healthy`, a mounted secret, a lock.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function fileCheck(path: string, options: FileCheckOptions = {}): PolledCheck {
  if (typeof path !== 'string' || path === '') refuse('fileCheck: the path', path, 'a path that is not empty');
  knownOptions('fileCheck', options, OWN_KEYS);
  const { maxAgeMs, absent = false } = options;
  flag('fileCheck: absent', absent);
  if (maxAgeMs !== undefined) {
    within('fileCheck: maxAgeMs', maxAgeMs, 1, Number.MAX_SAFE_INTEGER);
    if (absent) refuse('fileCheck: maxAgeMs', maxAgeMs, 'no maxAgeMs together with absent: true');
  }
  return defineCheck(
    {
      factory: 'fileCheck',
      name: 'file',
      componentType: 'system',
      subject: () => `file ${path}`,
      async run({ signal, step }) {
        step(`the file system of ${path} does not answer`);
        const { stat } = process.getBuiltinModule('node:fs/promises');
        const found = await abortable(statOrNothing(stat(path)), signal);
        if (absent) {
          if (found !== undefined) throw new Finding('exists, but this check passes only while it does not');
          return undefined;
        }
        if (found === undefined) throw new Finding('does not exist');
        const ageMs = Math.max(0, Math.round(Date.now() - found.mtimeMs));
        if (maxAgeMs === undefined) return undefined;
        if (ageMs > maxAgeMs)
          throw new Finding(
            `was last written ${ageMs} ms ago, more than maxAgeMs ${maxAgeMs}: is the process that writes it still running?`,
          );
        return { observedValue: ageMs, observedUnit: 'ms' };
      },
    },
    options,
    OWN_KEYS,
  );
}

/** A path that is not there is an answer; one that may not be read is an error. */
async function statOrNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    const code = peek(error, 'code');
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
