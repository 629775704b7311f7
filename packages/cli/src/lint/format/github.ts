import type { LintResult } from '../lint.ts';
import { clean } from '../text.ts';

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const data = (text: string) => clean(text).replaceAll('%', '%25');
const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const level = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands: GitHub shows them beside the lines of a pull request. */
export function formatGithub({ findings, problems }: LintResult): string {
  const lines = [
    ...problems.map(
      ({ file, line, column, message }) =>
        `::error file=${property(file)},line=${line},col=${column},title=broken YAML::${data(message)}`,
    ),
    ...findings.map(({ severity, file, line, column, rule, name, object, message, fix }) => {
      const where = `file=${property(file)},line=${line},col=${column}`;
      const title = property(`${rule} ${name}${object === undefined ? '' : ` ${object}`}`);
      return `::${level[severity]} ${where},title=${title}::${data(`${message} Fix: ${fix}`)}`;
    }),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
