import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const singleFailure: Rule = {
  id: 'L14',
  name: 'single-failure',
  severity: 'warning',
  summary: 'One failed liveness attempt kills the container.',
  docs: `
With \`failureThreshold: 1\` a single lost packet or slow answer restarts the container: \`(1 - 1) x P = 0 s\` of patience. The
threshold is there to tell a moment's trouble from a state that does not mend itself.

If you want fast detection, shorten the period, not the threshold.
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
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        periodSeconds: 30
        failureThreshold: 1
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
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        periodSeconds: 10
        failureThreshold: 3
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model, 'liveness')) {
      if (probe.failures !== 1) continue;
      yield {
        of: probe.container,
        at: probe.part.at('failureThreshold'),
        message: `livenessProbe.failureThreshold 1: one slow answer kills the container; its patience is (1 - 1) x ${probe.period} s = 0 s.`,
        fix: `failureThreshold: 3${probe.period > 10 ? ` with periodSeconds: ${Math.max(1, Math.round(probe.period / 3))}` : ''}.`,
      };
    }
  },
};
