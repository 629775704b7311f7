import type { Paint } from '../../paint.ts';
import type { LintResult } from '../lint.ts';
import type { Finding } from '../rule.ts';
import { clean } from '../walk.ts';

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

function about({ object, container }: Finding): string {
  if (object === undefined) return '';
  return container === undefined ? ` ${object}` : ` ${object}, container ${container}`;
}

/** `3 problems (1 error, 2 warnings, 0 infos) in 2 Pods`. */
export function summaryLine({ findings, counts, pods }: LintResult): string {
  const { error, warning, info } = counts;
  const all = `${plural(findings.length, 'finding')} (${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} info)`;
  return `${findings.length === 0 ? 'no findings' : all}; looked at ${plural(pods, 'Pod')}`;
}

/** For people: place, severity, rule, owner; then why, then the fix. */
export function formatText(result: LintResult, paint: Paint): string {
  const severity = { error: paint.red('error'), warning: paint.yellow('warning'), info: paint.blue('info') };
  const blocks = result.findings.map((finding) => {
    const { file, line, column, rule, name, message, fix } = finding;
    const head = `${paint.bold(`${clean(file)}:${line}:${column}`)} ${severity[finding.severity]} ${rule} ${name}${paint.dim(clean(about(finding)))}`;
    return `${head}\n  ${clean(message)}\n  ${paint.green('fix:')} ${clean(fix)}\n`;
  });
  return `${[...blocks, ''].join('\n')}${summaryLine(result)}\n`;
}
