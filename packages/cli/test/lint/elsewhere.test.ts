import { describe, expect, test } from 'vitest';
import { type LintResult, lint } from '../../src/lint/lint.ts';
import { podWith, service, workload } from './pods.ts';

const run = (...texts: string[]) => lint(texts.map((text, index) => ({ name: `f${index}.yaml`, text })));
const rules = ({ findings }: LintResult) => findings.map(({ rule, severity }) => `${rule} ${severity}`);

/** A template with a mistake in what is written, and much that is missing: image, selector, readiness, preStop. */
const template = {
  metadata: { labels: { app: 'api' } },
  spec: {
    containers: [
      { name: 'api', livenessProbe: { httpGet: { path: '/l', port: 8080 }, failureThreshold: 1, periodSecond: 5 } },
    ],
  },
};

describe('other kinds with a Pod template: what is written is judged, never what is absent', () => {
  test.each<[string, object]>([
    ['an Argo Rollout', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { replicas: 3, template } }],
    ['a Knative Service', { apiVersion: 'serving.knative.dev/v1', kind: 'Service', spec: { template } }],
    [
      'a DeploymentConfig',
      { apiVersion: 'apps.openshift.io/v1', kind: 'DeploymentConfig', spec: { replicas: 3, template } },
    ],
    ['a ScaledJob', { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledJob', spec: { jobTargetRef: { template } } }],
    [
      'a set of leaders and workers',
      { apiVersion: 'x.io/v1', kind: 'Set', spec: { leaderWorkerTemplate: { workerTemplate: template } } },
    ],
    ["somebody else's Job", { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', spec: { tasks: [{ template }] } }],
  ])('%s', (_, object) => {
    const result = run(service(), JSON.stringify({ metadata: { name: 'api' }, ...object }));
    expect(result.pods).toBe(1);
    expect(rules(result).filter((one) => !one.endsWith('info'))).toEqual(['L7 error', 'L14 warning']);
  });

  test('the schema of a resource carries no Pod', () => {
    expect(
      run(
        JSON.stringify({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { template } }),
      ).pods,
    ).toBe(0);
  });
});

describe('kustomize', () => {
  const notes = (result: LintResult) => result.notes.map(({ message }) => message);

  test.each<[string, object]>([
    [
      'a patch without images',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template } },
    ],
    [
      'a patch of the replicas',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { replicas: 3 } },
    ],
    ['a directive', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, $patch: 'delete' }],
  ])('%s: judged by what it says, with a note', (_, patch) => {
    const result = run(JSON.stringify(patch));
    expect(rules(result).filter((one) => /^L(38|23|17)/.test(one))).toEqual([]);
    expect(notes(result)).toEqual([expect.stringContaining('kustomize build')]);
  });

  test('a mistake inside a patch is told', () => {
    const patch = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a' }, spec: { template } };
    expect(rules(run(JSON.stringify(patch)))).toContain('L14 warning');
  });

  test('a base beside its kustomization may leave labels and selector to it', () => {
    const base = JSON.parse(workload('Deployment', {}));
    base.spec.selector = undefined;
    base.spec.template.metadata = undefined;
    const text = JSON.stringify(base);
    expect(rules(lint([{ name: 'a', text }]))).toContain('L38 error');
    expect(rules(lint([{ name: 'a', text, kustomized: true }]))).toEqual([]);
  });

  test.each([
    [
      'a kustomization',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n',
      'kustomize build',
    ],
    ['a JSON patch', '- { op: replace, path: /spec/replicas, value: 3 }\n', 'kustomize build'],
    ['a chart', 'apiVersion: v2\nname: a\nversion: 1.0.0\n', 'helm template'],
  ])('%s is passed over, and how to render it is told', (_, text, how) => {
    const result = run(text);
    expect(result.findings).toEqual([]);
    expect(notes(result)).toEqual([expect.stringContaining(how)]);
  });
});

describe('templates that are not rendered', () => {
  const chart = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ include "a.name" . }}\nspec: {}\n';

  test.each([
    ['broken YAML', chart],
    ['YAML by chance', 'apiVersion: v1\nkind: Pod\nmetadata: { name: "{{ .Values.name }}" }\nspec: {}\n'],
  ])('%s: a problem when it is named, a note when it was found', (_, text) => {
    expect(lint([{ name: 'a', text }]).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('helm template') }),
    ]);
    const found = lint([{ name: 'a', text, found: true }]);
    expect(found.problems).toEqual([]);
    expect(found.notes).toEqual([expect.objectContaining({ message: expect.stringContaining('helm template') })]);
  });

  test('braces inside strings are well: alerts, workflows', () => {
    const text = podWith({ command: ['a', '{{ $labels.instance }}', '{{inputs.parameters.x}}'] });
    expect(lint([{ name: 'a', text }])).toMatchObject({ problems: [], pods: 1 });
  });
});
