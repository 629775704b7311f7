import { pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

const agent = `
initContainers:
  - name: metrics
    image: example.com/metrics:1
    restartPolicy: Always
    ports: [{ containerPort: 9100 }]
    startupProbe: { httpGet: { path: /ready, port: 9100 } }`;

export const sidecarReadiness: Rule = {
  id: 'L21',
  name: 'sidecar-readiness',
  severity: 'info',
  summary: 'The readiness probe of a sidecar decides for the whole Pod.',
  docs: `
That is right for a proxy, and wrong for a metrics or log agent.
`,
  bad: pod(ports, { spec: `${agent}\n    readinessProbe: { httpGet: { path: /ready, port: 9100 } }` }),
  good: pod(ports, { spec: agent }),

  probe({ kind, container, part }) {
    if (kind !== 'readiness' || container.role !== 'sidecar') return undefined;
    return {
      at: part,
      message: `The readinessProbe of sidecar "${container.name}" decides for the whole Pod: when it fails, the Pod gets no requests although the app is healthy.`,
      fix: 'Keep it if every request passes through this sidecar; otherwise remove it.',
    };
  },
};
