import type { LintResult } from '../lint.ts';
import { ruleUrl } from '../rule-url.ts';
import { clean } from '../text.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Two characters that XML forbids are no control characters. */
const xml = (text: string) =>
  clean(text)
    .replace(/[\uFFFE\uFFFF]/g, ' ')
    .replace(/[&<>"]/g, (char) => escapes[char] ?? char);

/** JUnit's XML, one test case for each finding; a file without any has one that passes. */
export function formatJunit({ findings, problems }: LintResult, files: readonly string[]): string {
  const suites = files.map((file) => {
    const failures = [
      ...problems
        .filter((problem) => problem.file === file)
        .map(({ line, message }) => ({
          name: `${file}:${line} cannot be read`,
          type: 'error',
          message,
          text: message,
        })),
      ...findings
        .filter((finding) => finding.file === file)
        .map(({ rule, name, severity, line, column, object, message, fix }) => ({
          name: `${rule} ${name} ${object ?? ''} ${file}:${line}:${column}`,
          type: severity,
          message,
          text: `${message} Fix: ${fix} ${ruleUrl({ id: rule, name })}`,
        })),
    ];
    const cases = failures.map(
      ({ name, type, message, text }) =>
        `    <testcase classname="${xml(file)}" name="${xml(name)}"><failure type="${type}" message="${xml(message)}">${xml(text)}</failure></testcase>\n`,
    );
    const passed = `    <testcase classname="${xml(file)}" name="probez lint"/>\n`;
    const count = Math.max(1, failures.length);
    return `  <testsuite name="${xml(file)}" tests="${count}" failures="${failures.length}">\n${cases.join('') || passed}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="probez lint">\n${suites.join('')}</testsuites>\n`;
}
