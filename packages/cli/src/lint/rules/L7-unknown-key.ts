import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const unknownKey: Rule = {
  id: 'L7',
  name: 'unknown-key',
  severity: 'error',
  summary: 'A key is unknown to Kubernetes.',
  docs: `
\`periodSecond: 5\` looks right and does nothing. kubectl validates strictly and refuses it. Other clients (many operators and older
pipelines) do not: the key is silently dropped, and the default of 10 s applies. The finding names the nearest valid key.

The same goes for the name of a probe (\`livenesProbe\`), and for a valid key one level too high or too low, such as
\`terminationGracePeriodSeconds\` in a container. The rule checks the Pod, its controller and budgets against the API of Kubernetes 1.36,
but not volumes, affinity and security contexts. In custom resources it checks only probes and hooks.
`,
  bad: pod(`${ports}\nterminationGracePeriodSeconds: 60\n${get('liveness', '/livez')}\n  periodSecond: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 5`, {
    spec: 'terminationGracePeriodSeconds: 60',
  }),
  told: true,
};
