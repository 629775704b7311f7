import { declared } from '../declared.ts';
import { detectWorst } from '../probe.ts';
import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const recoveryTarget: Rule = {
  id: 'L15',
  name: 'recovery-target',
  severity: 'warning',
  summary: 'A hanging container is killed later than the declared recovery target.',
  docs: `
A container that hangs is noticed after at most \`F x P + T\`; then it gets SIGTERM, which a hanging process does not heed, and is
killed when the grace period G is over: \`F x P + T + G\` in all. A long grace period is meant for draining, not for a process
that hangs: \`livenessProbe.terminationGracePeriodSeconds\` gives that case a short one of its own, which then counts instead of G.

Declare the target with the annotation \`probez.dev/recovery-seconds: "60"\` on the Pod or its controller (\`NAME.\` before it: for one
container), or with \`probez lint --recovery 60\`. Without either the rule says nothing.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations: { probez.dev/recovery-seconds: "60" }
spec:
  terminationGracePeriodSeconds: 45
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  good: `
apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations: { probez.dev/recovery-seconds: "60" }
spec:
  terminationGracePeriodSeconds: 45
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        terminationGracePeriodSeconds: 10
`,
  *check({ model, declared: flags }): Generator<Report> {
    for (const probe of probesOf(model, 'liveness')) {
      const { container } = probe;
      const target = declared('recoverySeconds', container.pod, flags, container);
      const grace = probe.grace ?? container.pod.grace;
      const all = detectWorst(probe) + grace;
      if (target === undefined || all <= target) continue;
      const left = target - detectWorst(probe);
      yield {
        of: container,
        at: probe.part,
        message: `A hanging container is killed after up to ${probe.failures} x ${probe.period} s + ${probe.timeout} s + ${grace} s of ${probe.grace === undefined ? "the Pod's" : "the probe's"} grace = ${all} s; the declared recovery target is ${target} s.`,
        fix:
          left >= 1
            ? `livenessProbe.terminationGracePeriodSeconds: ${Math.floor(left)} or less.`
            : `Detection alone takes ${detectWorst(probe)} s: lower periodSeconds or failureThreshold, and set livenessProbe.terminationGracePeriodSeconds.`,
      };
    }
  },
};
