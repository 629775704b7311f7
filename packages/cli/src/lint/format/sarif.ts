import { version } from '../../version.ts';
import type { LintResult } from '../lint.ts';
import { ruleUrl } from '../rule-url.ts';
import { rules } from '../rules/index.ts';
import { fromCheckout } from './checkout.ts';

const level = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html @param root of the checkout */
export function formatSarif({ findings, problems }: LintResult, root?: string): string {
  const place = (file: string, line: number, column: number) => [
    {
      physicalLocation: {
        artifactLocation: { uri: fromCheckout(file, root).split('/').map(encodeURIComponent).join('/') },
        region: { startLine: line, startColumn: column },
      },
    },
  ];
  const run = {
    tool: {
      driver: {
        name: 'probez lint',
        version,
        informationUri: 'https://github.com/probez/probez/blob/main/docs/cli/lint.md',
        rules: rules.map((rule) => ({
          id: rule.id,
          name: rule.name,
          shortDescription: { text: rule.summary },
          helpUri: ruleUrl(rule),
          help: { text: `${rule.summary} ${ruleUrl(rule)}`, markdown: `${rule.summary}\n\n${rule.docs.trim()}` },
          defaultConfiguration: { level: level[rule.severity] },
        })),
      },
    },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: problems.length === 0,
        toolExecutionNotifications: problems.map(({ file, line, column, message }) => ({
          level: 'error',
          message: { text: message },
          locations: place(file, line, column),
        })),
      },
    ],
    results: findings.map(({ rule, severity, file, line, column, message, fix, object, container }) => ({
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level: level[severity],
      message: { text: `${message} Fix: ${fix}` },
      locations: place(file, line, column),
      // The same mistake on another line is the same mistake.
      partialFingerprints: { 'probez/v1': [rule, file, object ?? '', container ?? '', message].join('|') },
    })),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}
