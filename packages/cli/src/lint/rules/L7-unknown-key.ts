import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const unknownKey: Rule = {
  id: 'L7',
  name: 'unknown-key',
  severity: 'error',
  summary: 'A key is unknown to Kubernetes.',
  docs: `
\`periodSecond: 5\` looks right and does nothing. kubectl validates strictly and refuses it; many operators and older pipelines do not: the
key is silently dropped, and the default of 10 s applies. The same goes for the name of a probe (\`livenesProbe\`), and for a valid key one
level too high or too low.

The Pod, its controller and budgets are checked against the API of Kubernetes 1.36, without volumes, affinity and security contexts;
custom resources only for probes and hooks.
`,
  bad: pod(`${ports}\nterminationGracePeriodSeconds: 60\n${get('liveness', '/livez')}\n  periodSecond: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 5`, {
    spec: 'terminationGracePeriodSeconds: 60',
  }),
  told: true,
};
