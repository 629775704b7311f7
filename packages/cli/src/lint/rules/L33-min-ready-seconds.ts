import { isKind, workloadSpec } from '../model.ts';
import { detectBest, sums } from '../probe.ts';
import type { Report, Rule } from '../rule.ts';

export const minReadySeconds: Rule = {
  id: 'L33',
  name: 'min-ready-seconds',
  severity: 'warning',
  summary: 'A rollout goes on before the liveness probe could have noticed a broken Pod.',
  docs: `
A new Pod counts as available \`minReadySeconds\` (0 by default) after it became ready, and the rollout takes the next one. A liveness
probe needs at least \`(F - 1) x P\` to notice a process that hangs soon after its start: with less than that the whole fleet can be
replaced by a broken version before the first restart is seen. Set \`minReadySeconds\` to that time or more.

It applies to Deployments, StatefulSets and DaemonSets; a rollout takes that much longer per step.
`,
  bad: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 2
  minReadySeconds: 5
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          livenessProbe:
            httpGet: { path: /livez, port: 8080 }
`,
  good: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 2
  minReadySeconds: 20
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          livenessProbe:
            httpGet: { path: /livez, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods) {
      if (!isKind(pod.object, 'apps', 'Deployment', 'StatefulSet', 'DaemonSet')) continue;
      const at = workloadSpec(pod).at('minReadySeconds');
      const given = at.whole ?? 0;
      const [slowest] = pod.containers
        .filter(({ role }) => role === 'main')
        .map(({ liveness }) => liveness)
        .filter((probe) => probe !== undefined)
        .sort((a, b) => detectBest(b) - detectBest(a));
      if (slowest === undefined || given >= detectBest(slowest)) continue;
      yield {
        of: slowest.container,
        at: at.exists ? at : slowest.part,
        message: `minReadySeconds ${given}${at.exists ? '' : ' (the default)'} < ${sums.detectBest(slowest)}, the least time in which the livenessProbe notices a broken container: the rollout replaces the next Pod before that.`,
        fix: `minReadySeconds: ${detectBest(slowest)}.`,
      };
    }
  },
};
