import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const unknownKey: Rule = {
  id: 'L7',
  name: 'unknown-key',
  severity: 'error',
  summary: 'A key is unknown to Kubernetes.',
  docs: `
With many operators and older pipelines, which do not validate strictly, \`periodSecond: 5\` looks right and the default of 10 s applies. The
rule also finds a wrong name of a probe (\`livenesProbe\`) and a key one level too high or too low.

The Pod, its controller and budgets are checked against the API of Kubernetes 1.36, without volumes, affinity and security contexts;
custom resources only for probes and hooks.
`,
  bad: pod(`${ports}\nterminationGracePeriodSeconds: 60\n${get('liveness', '/livez')}\n  periodSecond: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 5`, {
    spec: 'terminationGracePeriodSeconds: 60',
  }),
  told: true,
};
