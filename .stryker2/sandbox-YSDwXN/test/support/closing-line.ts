// @ts-nocheck
import type { Reporter, TestModule } from 'vitest/node';
import { leftOutTable } from './left-out.ts';

/** Ends a run with what was left out, and with one plain line that any machine can read: `512 passed, 0 failed`. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state] += 1;
      // A file that does not load has no test to count.
      counts.failed += module.errors().length;
    }
    for (const line of leftOutTable(modules)) console.log(line);
    const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
    console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  }
}
