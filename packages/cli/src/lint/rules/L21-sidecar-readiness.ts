import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const sidecarReadiness: Rule = {
  id: 'L21',
  name: 'sidecar-readiness',
  severity: 'info',
  summary: "A sidecar's readiness probe decides over the whole Pod.",
  docs: `
A Pod is ready when all its containers are, sidecars included: when this probe fails, the Pod leaves its Services although the app is
well. That is right for a proxy that every request passes, and wrong for a metrics or log agent. This is information, not a mistake.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  initContainers:
    - name: metrics
      image: example.com/metrics:1
      restartPolicy: Always
      ports: [{ containerPort: 9000 }]
      startupProbe:
        httpGet: { path: /ready, port: 9000 }
      readinessProbe:
        httpGet: { path: /ready, port: 9000 }
  containers:
    - name: api
      image: example.com/api:1
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  initContainers:
    - name: metrics
      image: example.com/metrics:1
      restartPolicy: Always
      ports: [{ containerPort: 9000 }]
      startupProbe:
        httpGet: { path: /ready, port: 9000 }
  containers:
    - name: api
      image: example.com/api:1
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model).filter(({ role }) => role === 'sidecar')) {
      if (container.readiness === undefined) continue;
      yield {
        of: container,
        at: container.readiness.part,
        message: `The readinessProbe of sidecar "${container.name}" gates the whole Pod: when it fails, the Pod gets no requests although the app is well.`,
        fix: 'Keep it where every request passes this sidecar; otherwise remove it.',
      };
    }
  },
};
