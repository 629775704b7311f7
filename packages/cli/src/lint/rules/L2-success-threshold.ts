import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const successThreshold: Rule = {
  id: 'L2',
  name: 'success-threshold',
  severity: 'error',
  summary: 'A liveness or startup probe has a successThreshold other than 1.',
  docs: `
Only readiness goes back and forth, so only a readiness probe may ask for several successes in a row.
For liveness and startup probes the API server refuses every \`successThreshold\` but 1: \`must be 1\`.
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
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
        successThreshold: 2
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
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
        successThreshold: 2
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      for (const probe of container.probes) {
        const at = probe.part.at('successThreshold');
        const value = at.whole;
        if (probe.kind === 'readiness' || value === undefined || value <= 1) continue;
        yield {
          of: container,
          at,
          message: `${probe.field}.successThreshold is ${value}; the API server takes only 1 for a ${probe.kind} probe.`,
          fix: 'Remove successThreshold: 1 is the default.',
        };
      }
    }
  },
};
