import type { Paint } from '../../paint.ts';
import type { LintResult } from '../lint.ts';
import type { Finding } from '../rule.ts';
import { ruleUrl } from '../rule-url.ts';
import { clean, plural } from '../text.ts';

function about({ object, container }: Finding): string {
  if (object === undefined) return '';
  return container === undefined ? ` ${object}` : ` ${object}, container ${container}`;
}

/** `3 findings (1 error, 2 warnings); 2 Pods checked`. */
export function summaryLine({ findings, counts, pods, passedOver, config }: LintResult): string {
  const { error, warning, info } = counts;
  const shown = findings.filter(({ severity }) => severity === 'info').length;
  const all = `${plural(findings.length, 'finding')} (${plural(error, 'error')}, ${plural(warning, 'warning')}${shown === 0 ? '' : `, ${shown} info`})`;
  const hidden = info === shown ? '' : `, and ${info} of severity info (--info shows them)`;
  const passed = passedOver === 0 ? '' : `, ${plural(passedOver, 'file')} without a Kubernetes object passed over`;
  return `${findings.length === 0 ? 'no findings' : all}${hidden}; ${plural(pods, 'Pod')} checked${passed}${config === undefined ? '' : `, with ${clean(config)}`}`;
}

/** One finding for people: place, severity, rule, owner; then why, then the fix. */
export function formatFinding(finding: Finding, paint: Paint): string {
  const severity = { error: paint.red('error'), warning: paint.yellow('warning'), info: paint.blue('info') };
  const { file, line, column, rule, name, message, fix } = finding;
  const head = `${paint.bold(`${clean(file)}:${line}:${column}`)} ${severity[finding.severity]} ${paint.link(`${rule} ${name}`, ruleUrl({ id: rule, name }))}${paint.dim(clean(about(finding)))}`;
  return `${head}\n  ${clean(message)}\n  ${paint.green('fix:')} ${clean(fix)}\n`;
}

export const formatText = (result: LintResult, paint: Paint): string =>
  `${[...result.findings.map((finding) => formatFinding(finding, paint)), ''].join('\n')}${summaryLine(result)}\n`;
