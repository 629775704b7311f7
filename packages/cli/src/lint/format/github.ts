import type { LintResult } from '../lint.ts';
import { ruleUrl } from '../rule-url.ts';
import { clean } from '../text.ts';
import { fromCheckout } from './checkout.ts';

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string) => clean(text).replaceAll('%', '%25');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const level = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands: GitHub shows them beside the lines of a pull request. @param root of the checkout */
export function formatGithub({ findings, problems }: LintResult, root?: string): string {
  const command = (
    kind: string,
    title: string,
    { file, line, column }: { readonly file: string; readonly line: number; readonly column: number },
    paragraphs: readonly string[],
  ) =>
    `::${kind} file=${property(fromCheckout(file, root))},line=${line},col=${column},title=${property(title)}::${paragraphs.map(data).join('%0A')}\n`;
  return [
    ...problems.map((problem) => command('error', 'cannot be read', problem, [problem.message])),
    ...findings.map((finding) => {
      const { severity, rule, name, object, message, fix } = finding;
      const title = `${rule} ${name}${object === undefined ? '' : ` ${object}`}`;
      return command(level[severity], title, finding, [message, `Fix: ${fix}`, ruleUrl({ id: rule, name })]);
    }),
  ].join('');
}
