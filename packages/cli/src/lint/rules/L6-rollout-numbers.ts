import { ports, workload } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const rolloutNumbers: Rule = {
  id: 'L6',
  name: 'rollout-numbers',
  severity: 'error',
  summary: 'progressDeadlineSeconds is not above minReadySeconds, or maxSurge and maxUnavailable are both 0.',
  docs: `
- \`progressDeadlineSeconds\` (600 by default) must be greater than \`minReadySeconds\` (0 by default).
- With \`maxSurge\` and \`maxUnavailable\` both 0 or 0%, no Pod could be replaced. In a DaemonSet \`maxSurge\` is 0 by default, and only one of
  the two may be above 0. A StatefulSet has no surge, and its \`maxUnavailable\` is dropped unless the feature gate
  MaxUnavailableStatefulSet is on.
`,
  bad: workload('Deployment', ports, {
    workload: 'minReadySeconds: 600\nstrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }',
  }),
  good: workload('Deployment', ports, {
    workload: 'minReadySeconds: 30\nstrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }',
  }),
  told: true,
};
