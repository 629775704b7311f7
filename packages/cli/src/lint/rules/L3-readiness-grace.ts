import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const readinessGrace: Rule = {
  id: 'L3',
  name: 'readiness-grace',
  severity: 'error',
  summary: 'A readiness probe has a terminationGracePeriodSeconds.',
  docs: `
On a liveness or startup probe the field replaces the Pod's grace period for a restart that the probe causes.
`,
  bad: pod(`${ports}\n${get('readiness', '/readyz')}\n  terminationGracePeriodSeconds: 10`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  terminationGracePeriodSeconds: 10`),
  told: true,
};
