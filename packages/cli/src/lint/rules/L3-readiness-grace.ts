import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const readinessGrace: Rule = {
  id: 'L3',
  name: 'readiness-grace',
  severity: 'error',
  summary: 'A readiness probe has a terminationGracePeriodSeconds.',
  docs: `
A readiness probe never kills a container, so it has no grace period of its own: the API server refuses it
(\`must not be set for readinessProbes\`). The field belongs to liveness and startup probes, where it replaces the Pod's
grace period for a restart that the probe causes.
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
        terminationGracePeriodSeconds: 10
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
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        terminationGracePeriodSeconds: 10
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      const at = container.readiness?.part.at('terminationGracePeriodSeconds');
      if (at?.exists !== true) continue;
      yield {
        of: container,
        at,
        message:
          'readinessProbe.terminationGracePeriodSeconds: a readiness probe kills nothing, and the API server refuses this.',
        fix: 'Remove it, or move it to the livenessProbe.',
      };
    }
  },
};
