import type { LintResult } from '../lint.ts';
import { clean } from '../text.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const xml = (text: string) => clean(text).replace(/[&<>"]/g, (char) => escapes[char] ?? char);

/** JUnit's XML, one test case for each finding; a file without any has one that passes. */
export function formatJunit({ findings, problems }: LintResult, files: readonly string[]): string {
  const suites = files.map((file) => {
    const failures = [
      ...problems
        .filter((problem) => problem.file === file)
        .map(({ line, message }) => ({ name: `${file}:${line} cannot be read`, message, text: message })),
      ...findings
        .filter((finding) => finding.file === file)
        .map(({ rule, name, line, column, object, message, fix }) => ({
          name: `${rule} ${name} ${object ?? ''} ${file}:${line}:${column}`,
          message,
          text: `${message}\nfix: ${fix}`,
        })),
    ];
    const cases = failures.map(
      ({ name, message, text }) =>
        `    <testcase classname="${xml(file)}" name="${xml(name)}"><failure message="${xml(message)}">${xml(text)}</failure></testcase>\n`,
    );
    const passed = `    <testcase classname="${xml(file)}" name="probez lint"/>\n`;
    const count = Math.max(1, failures.length);
    return `  <testsuite name="${xml(file)}" tests="${count}" failures="${failures.length}">\n${cases.join('') || passed}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="probez lint">\n${suites.join('')}</testsuites>\n`;
}
