import { declared } from '../declared.ts';
import { preStopSeconds } from '../prestop.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const preStopOverGrace: Rule = {
  id: 'L16',
  name: 'prestop-over-grace',
  severity: 'error',
  summary: 'The preStop hook uses up the grace period, or leaves too little of it for the declared drain.',
  docs: `
The grace period G begins with the preStop hook, not with SIGTERM: what the hook takes is gone. A hook as long as G leaves the app
two seconds, the least that the kubelet gives, and then SIGKILL. (For the \`sleep\` action the API server refuses more than G.)

If \`G - preStop\` is less than the declared delay and drain of the app, that is a warning: requests in flight are cut. Declare them
with the annotations \`probez.dev/drain-delay-seconds\` (how long the app serves on after SIGTERM) and \`probez.dev/drain-seconds\`
(how long requests in flight may take), or with \`probez lint --drain-delay 5 --drain 15\`. \`NAME.\` before an annotation speaks of one container.

The hook's time is read from \`sleep\`, and from \`exec\` with a plain sleep in it (\`sleep 10\`, \`sh -c "sleep 10; nginx -s quit"\`).
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  terminationGracePeriodSeconds: 30
  containers:
    - name: api
      image: example.com/api:1
      lifecycle:
        preStop:
          exec: { command: [sleep, "30"] }
`,
  good: `
apiVersion: v1
kind: Pod
metadata:
  name: api
  annotations: { probez.dev/drain-seconds: "20" }
spec:
  terminationGracePeriodSeconds: 30
  containers:
    - name: api
      image: example.com/api:1
      lifecycle:
        preStop:
          sleep: { seconds: 10 }
`,
  *check({ model, declared: flags }): Generator<Report> {
    for (const container of containersOf(model).filter(({ role }) => role !== 'init')) {
      const { pod } = container;
      const hook = container.part.at('lifecycle', 'preStop');
      const seconds = preStopSeconds(container);
      if (hook.exists && seconds > 0 && seconds >= pod.grace) {
        yield {
          of: container,
          at: hook,
          message: `preStop takes ${seconds} s of a grace period of ${pod.grace} s: ${pod.grace} s - ${seconds} s = ${pod.grace - seconds} s, so the app gets the least of 2 s between SIGTERM and SIGKILL.`,
          fix: `terminationGracePeriodSeconds above ${seconds}, by the time that the app needs to drain; or a shorter hook.`,
        };
        continue;
      }
      if (container.role === 'sidecar') continue;
      const delay = declared('drainDelaySeconds', pod, flags, container) ?? 0;
      const drain = declared('drainSeconds', pod, flags, container) ?? 0;
      if (pod.grace - seconds >= delay + drain) continue;
      yield {
        of: container,
        at: pod.spec.at('terminationGracePeriodSeconds'),
        severity: 'warning',
        message: `After preStop ${pod.grace} s - ${seconds} s = ${pod.grace - seconds} s of the grace period are left, but the app needs ${delay} s of delay + ${drain} s of drain = ${delay + drain} s.`,
        fix: `terminationGracePeriodSeconds: ${Math.ceil(seconds + delay + drain)} or more.`,
      };
    }
  },
};
