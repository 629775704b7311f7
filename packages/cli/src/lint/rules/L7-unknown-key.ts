import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const unknownKey: Rule = {
  id: 'L7',
  name: 'unknown-key',
  severity: 'error',
  summary: 'Kubernetes does not know a key.',
  docs: `
\`periodSecond: 5\` reads well and does nothing. kubectl validates strictly and refuses it; a client that does not (many operators and
older pipelines) has the key dropped without a word, and the default of 10 s holds. The nearest right key is named.

The same goes for a probe's name (\`livenesProbe\`), and for a key that is right but stands one level too high or too low, such
as \`terminationGracePeriodSeconds\` in a container. Judged are the Pod, its controller and budgets, by the API of Kubernetes 1.36; volumes,
affinity and security contexts are not looked into. In kinds that are not Kubernetes' own, only probes and hooks are judged.
`,
  bad: pod(`${ports}\nterminationGracePeriodSeconds: 60\n${get('liveness', '/livez')}\n  periodSecond: 5`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 5`, {
    spec: 'terminationGracePeriodSeconds: 60',
  }),
  told: true,
};
