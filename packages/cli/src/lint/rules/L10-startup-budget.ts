import { declared } from '../declared.ts';
import { startupBudget, sums } from '../probe.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const startupBudgetRule: Rule = {
  id: 'L10',
  name: 'startup-budget',
  severity: 'warning',
  summary: 'The app may need longer to start than its startup (or liveness) probe surely allows.',
  docs: `
A startup probe kills the container between \`I + (F - 1) x P\` and \`I + F x P + T\` after its start (I: initialDelaySeconds). Only the
first is guaranteed: with period 10 and failureThreshold 6 that is 50 s, not 60 s. Without a startup probe the liveness probe kills
by the same arithmetic.

How long the app needs cannot be seen in a manifest, so say it, as measured on the slowest node at the busiest hour:

- the annotation \`probez.dev/startup-seconds: "60"\` on the Pod or its controller, for its main containers;
  \`NAME.probez.dev/startup-seconds\` for the container NAME alone,
- or \`probez lint --startup 60\` for every Pod without one.

Without either the rule says nothing.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations: { probez.dev/startup-seconds: "60" }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
        failureThreshold: 6
`,
  good: `
apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations: { probez.dev/startup-seconds: "60" }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
        failureThreshold: 7
`,
  *check({ model, declared: flags }): Generator<Report> {
    for (const container of containersOf(model)) {
      if (container.role === 'init') continue;
      const probe = container.startup ?? container.liveness;
      // What is said of the whole Pod is about its app, not about a sidecar.
      const own = `${container.name}.probez.dev/startup-seconds`;
      if (container.role === 'sidecar' && container.pod.annotations[own] === undefined) continue;
      const needed = declared('startupSeconds', container.pod, flags, container);
      if (probe === undefined || needed === undefined || needed <= startupBudget(probe)) continue;
      const failures = Math.max(1, Math.ceil((needed - probe.delay) / probe.period) + 1);
      yield {
        of: container,
        at: probe.part,
        message: `The app needs up to ${needed} s to start, but the ${probe.kind} probe surely leaves it only ${sums.startupBudget(probe)} (initialDelay + (failureThreshold - 1) x period).`,
        fix:
          probe.kind === 'startup'
            ? `startupProbe.failureThreshold: ${failures}.`
            : `Add a startupProbe with periodSeconds: ${probe.period} and failureThreshold: ${Math.ceil(needed / probe.period) + 1}.`,
      };
    }
  },
};
