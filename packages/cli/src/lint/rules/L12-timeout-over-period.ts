import { get, pod, ports } from '../examples.ts';
import { sums } from '../probe.ts';
import type { Rule } from '../rule.ts';

export const timeoutOverPeriod: Rule = {
  id: 'L12',
  name: 'timeout-over-period',
  severity: 'warning',
  summary: 'The timeout of a probe is longer than its period.',
  docs: `
Attempts do not overlap. With period P, failureThreshold F and a longer timeout T, detecting a hang takes up to \`P + F x T\`, not \`F x P + T\`.
`,
  bad: pod(`${ports}\n${get('readiness', '/readyz')}\n  periodSeconds: 5\n  timeoutSeconds: 10`),
  good: pod(`${ports}\n${get('readiness', '/readyz')}\n  periodSeconds: 5\n  timeoutSeconds: 5`),

  probe(probe) {
    const { timeoutSeconds: timeout, periodSeconds: period, failureThreshold: failures, kind, field, part } = probe;
    if (timeout <= period) return undefined;
    return {
      at: part.at('timeoutSeconds'),
      message: `${field}: timeoutSeconds ${timeout} > periodSeconds ${period}. A hanging app is probed only every ${timeout} s, so detecting it takes up to ${sums.detectWorst(probe)}, not ${failures} x ${period} s + ${timeout} s = ${failures * period + timeout} s.`,
      fix: `timeoutSeconds: ${period} or less, or periodSeconds: ${timeout} or more.`,
      numbers: [{ at: part.at('timeoutSeconds'), value: period }],
      scenario: { hangsAfter: kind },
    };
  },
};
