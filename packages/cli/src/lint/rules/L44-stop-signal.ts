import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const stopSignal: Rule = {
  id: 'L44',
  name: 'stop-signal',
  severity: 'warning',
  summary: 'A container has a lifecycle.stopSignal, which most clusters drop.',
  docs: `
Every runtime respects \`STOPSIGNAL\` in the image. If your cluster has the gate, silence the rule.
`,
  bad: pod('lifecycle: { stopSignal: SIGUSR1 }', { spec: 'os: { name: linux }' }),
  good: pod('lifecycle: { preStop: { sleep: { seconds: 5 } } }'),
  told: true,
};
