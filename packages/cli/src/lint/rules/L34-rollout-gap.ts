import { isKind, type Pod, workloadSpec } from '../model.ts';
import type { Part } from '../part.ts';
import { fewestReplicas } from '../replicas.ts';
import type { Report, Rule } from '../rule.ts';
import { isZero, scaled } from '../scaled.ts';
import { serviceNames } from '../service.ts';

/** The Pods that may be away during a rollout. When both numbers come out as 0 the controller takes 1. */
function unavailable(rolling: Part, replicas: number): number {
  const surge = rolling.at('maxSurge');
  const away = scaled(rolling.at('maxUnavailable'), replicas, 'down') ?? Math.floor(replicas / 4);
  return away === 0 && isZero(surge) ? 1 : away;
}

function* gap(pod: Pod, replicas: number): Generator<Report> {
  const strategy = workloadSpec(pod).at(pod.object.kind === 'Deployment' ? 'strategy' : 'updateStrategy');
  const behind = `Service ${serviceNames(pod.services)}`;
  if (strategy.at('type').text === 'Recreate') {
    yield {
      of: pod,
      at: strategy.at('type'),
      message: `strategy Recreate stops all ${replicas} Pods before the first new one starts: ${behind} has no endpoint meanwhile.`,
      fix: 'strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, where two versions may run side by side.',
    };
    return;
  }
  const rolling = strategy.at('rollingUpdate');
  const at = rolling.at('maxUnavailable');
  // A StatefulSet replaces one Pod at a time unless told otherwise; a single one cannot do better, so only a stated number is judged.
  if (pod.object.kind === 'StatefulSet' && (!at.exists || replicas === 1)) return;
  const away = unavailable(rolling, replicas);
  if (replicas - away >= 1) return;
  yield {
    of: pod,
    at,
    message: `replicas ${replicas} - maxUnavailable ${away} = ${replicas - away}: during a rollout ${behind} may have no endpoint at all.`,
    fix: 'rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }, or more replicas.',
  };
}

export const rolloutGap: Rule = {
  id: 'L34',
  name: 'rollout-gap',
  severity: 'warning',
  summary: 'A rollout may leave a Service without any endpoint.',
  docs: `
During a rollout \`replicas - maxUnavailable\` Pods stay. When that is less than 1, or the strategy is \`Recreate\`, there is a time without any
endpoint, however well the probes are set. \`maxSurge: 1\` with \`maxUnavailable: 0\` starts the new Pod first.

Percentages count as the controller counts them (\`maxUnavailable\` rounded down, 25% by default), and an autoscaler's
\`minReplicas\` goes before \`replicas\`. Only workloads that a Service among the given files selects are looked at, and not those scaled to 0.
`,
  bad: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 1
  strategy:
    rollingUpdate: { maxUnavailable: 1 }
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  good: `
apiVersion: v1
kind: Service
metadata: { name: api }
spec:
  selector: { app: api }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 1
  strategy:
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: 8080 } }
          lifecycle: { preStop: { sleep: { seconds: 5 } } }
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods) {
      if (pod.services.length === 0 || !isKind(pod.object, 'apps', 'Deployment', 'StatefulSet')) continue;
      const replicas = fewestReplicas(pod, model);
      if (replicas > 0) yield* gap(pod, replicas);
    }
  },
};
