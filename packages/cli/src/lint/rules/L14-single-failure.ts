import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const singleFailure: Rule = {
  id: 'L14',
  name: 'single-failure',
  severity: 'warning',
  summary: 'One failed liveness attempt kills the container.',
  docs: `
For faster detection shorten the period.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 30\n  failureThreshold: 1`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  periodSeconds: 10\n  failureThreshold: 3`),

  probe({ kind, failureThreshold, periodSeconds: period, part }) {
    if (kind !== 'liveness' || failureThreshold !== 1) return undefined;
    const at = part.at('failureThreshold');
    return {
      at,
      message: `livenessProbe.failureThreshold 1: one slow answer kills the container; the time it gets to recover is (1 - 1) x ${period} s = 0 s.`,
      fix: `failureThreshold: 3${period > 10 ? ` with periodSeconds: ${Math.max(1, Math.round(period / 3))}` : ''}.`,
      numbers: [{ at, value: 3 }],
    };
  },
};
