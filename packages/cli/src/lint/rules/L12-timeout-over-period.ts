import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const timeoutOverPeriod: Rule = {
  id: 'L12',
  name: 'timeout-over-period',
  severity: 'warning',
  summary: 'A probe waits longer for an answer than its period.',
  docs: `
One attempt at a time: while one waits for its timeout the next cannot begin, so with \`timeoutSeconds\` above \`periodSeconds\` a hanging
app is tried once per timeout, not once per period, and detecting it takes up to \`P + F x T\`, not \`F x P + T\`.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
        periodSeconds: 5
        timeoutSeconds: 10
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
        periodSeconds: 5
        timeoutSeconds: 5
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model)) {
      const { timeout, period, failures } = probe;
      if (timeout <= period) continue;
      const at = probe.part.at('timeoutSeconds');
      yield {
        of: probe.container,
        at,
        message: `${probe.field}: timeoutSeconds ${timeout} > periodSeconds ${period}. A hanging app is tried every ${timeout} s, so detecting it takes up to ${period} s + ${failures} x ${timeout} s = ${period + failures * timeout} s, not ${failures} x ${period} s + ${timeout} s = ${failures * period + timeout} s.`,
        fix: `timeoutSeconds: ${period} or less, or periodSeconds: ${timeout} or more.`,
      };
    }
  },
};
