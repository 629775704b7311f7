import { type LintOptions, lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/lint/rule.ts';

/** A Pod with one container; JSON is YAML, and easier to write from a test. */
export const podWith = (container: object, spec: object = {}, metadata: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'api', labels: { app: 'api' }, ...metadata },
    spec: { ...spec, containers: [{ name: 'api', image: 'example.com/api:1', ...container }] },
  });

export const service = (spec: object = {}) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api' },
    spec: { selector: { app: 'api' }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  });

export const workload = (kind: string, container: object, spec: object = {}, podSpec: object = {}) =>
  JSON.stringify({
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name: 'api' },
    spec: {
      ...(kind === 'Job' ? {} : { selector: { matchLabels: { app: 'api' } } }),
      ...spec,
      template: {
        metadata: { labels: { app: 'api' } },
        spec: { ...podSpec, containers: [{ name: 'api', image: 'example.com/api:1', ...container }] },
      },
    },
  });

/** The findings of one rule over some documents. */
export function found(rule: string, documents: string | readonly string[], options: LintOptions = {}): Finding[] {
  const text = typeof documents === 'string' ? documents : documents.join('\n---\n');
  const { findings, problems } = lint([{ name: 'test.yaml', text }], options);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return findings.filter((finding) => finding.rule === rule);
}
