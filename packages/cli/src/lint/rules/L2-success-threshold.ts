import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const successThreshold: Rule = {
  id: 'L2',
  name: 'success-threshold',
  severity: 'error',
  summary: 'A liveness or startup probe has a successThreshold other than 1.',
  docs: `
Only a readiness probe may require several successes in a row.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  successThreshold: 2`),
  good: pod(`${ports}\n${get('readiness', '/readyz')}\n  successThreshold: 2`),
  told: true,
};
