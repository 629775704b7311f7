import type { LintResult } from '../lint.ts';
import { ruleUrl } from '../rule-url.ts';

/** For machines. `version` grows when a field changes its meaning or goes away. */
export function formatJson({ findings, problems, notes, counts, pods, config }: LintResult): string {
  const linked = findings.map((finding) => ({ ...finding, url: ruleUrl({ id: finding.rule, name: finding.name }) }));
  return `${JSON.stringify({ version: 1, config, pods, counts, findings: linked, problems, notes }, null, 2)}\n`;
}
