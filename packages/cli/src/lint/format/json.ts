import type { LintResult } from '../lint.ts';

/** For machines. `version` grows when a field changes its meaning or goes away. */
export function formatJson({ findings, problems, notes, counts, pods }: LintResult): string {
  return `${JSON.stringify({ version: 1, pods, counts, findings, problems, notes }, null, 2)}\n`;
}
