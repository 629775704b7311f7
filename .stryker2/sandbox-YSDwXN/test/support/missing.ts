// @ts-nocheck
import { TestRunner } from 'vitest';
import { absentOf } from './programs.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Programs that this file wanted and did not find; `left-out.ts` prints them. */
    leftOut?: string[];
  }
}

/** Whether to leave out a suite for want of programs, as in `describe.skipIf(missing('haproxy'))`; a table at the end of the run tells. */
export function missing(...programs: readonly string[]): boolean {
  const absent = absentOf(programs);
  const { file } = TestRunner.getCurrentSuite();
  if (absent.length > 0 && file !== undefined)
    file.meta.leftOut = [...new Set([...(file.meta.leftOut ?? []), ...absent])];
  return absent.length > 0;
}
