import { isKind, type Pod, workloadSpec } from '../model.ts';
import { type Probe, startupWorst, sums } from '../probe.ts';
import type { Report, Rule } from '../rule.ts';

/** The start-up that the probes allow: sidecars one after the other, then the main containers side by side. */
function slowest(pod: Pod): { seconds: number; probes: Probe[] } {
  const startups = (role: string) =>
    pod.containers
      .filter((one) => one.role === role)
      .map(({ startup }) => startup)
      .filter((probe) => probe !== undefined);
  const sidecars = startups('sidecar');
  const main = startups('main')
    .sort((a, b) => startupWorst(b) - startupWorst(a))
    .slice(0, 1);
  const probes = [...sidecars, ...main];
  return { probes, seconds: probes.reduce((sum, probe) => sum + startupWorst(probe), 0) };
}

export const rolloutDeadline: Rule = {
  id: 'L32',
  name: 'rollout-deadline',
  severity: 'warning',
  summary: 'A start-up that the startup probe allows can exceed progressDeadlineSeconds.',
  docs: `
A Deployment whose new Pods do not become available within \`progressDeadlineSeconds\` (600 by default) is reported as failed, and a
pipeline that waits for it rolls back. A startup probe may allow more: a Pod can take \`I + F x P + T\` to start and
\`minReadySeconds\` more to count as available. When that sum reaches the deadline, the rollout can be given up while a Pod
is still starting as allowed. (Sidecars start one after the other, so theirs add up.)
`,
  bad: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 2
  minReadySeconds: 30
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          startupProbe:
            httpGet: { path: /startupz, port: 8080 }
            failureThreshold: 60
`,
  good: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  replicas: 2
  minReadySeconds: 30
  progressDeadlineSeconds: 900
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports: [{ containerPort: 8080 }]
          startupProbe:
            httpGet: { path: /startupz, port: 8080 }
            failureThreshold: 60
`,
  *check({ model }): Generator<Report> {
    for (const pod of model.pods.filter(({ object }) => isKind(object, 'apps', 'Deployment'))) {
      const spec = workloadSpec(pod);
      const limit = spec.at('progressDeadlineSeconds');
      const deadline = limit.whole ?? 600;
      const ready = spec.at('minReadySeconds').whole ?? 0;
      const { seconds, probes } = slowest(pod);
      const [last] = probes.slice(-1);
      if (last === undefined || seconds + ready < deadline) continue;
      const parts = probes.map((probe) => `${probe.container.name} ${sums.startupWorst(probe)}`).join(', then ');
      yield {
        of: last.container,
        at: limit.exists ? limit : last.part,
        message: `A Pod may take ${parts} to start, and ${ready} s of minReadySeconds: ${seconds} s + ${ready} s = ${seconds + ready} s >= progressDeadlineSeconds ${deadline}${limit.exists ? '' : ' (the default)'}. The rollout can count as failed during an allowed start.`,
        fix: `progressDeadlineSeconds: ${Math.ceil((seconds + ready + 1) / 60) * 60} or more.`,
      };
    }
  },
};
