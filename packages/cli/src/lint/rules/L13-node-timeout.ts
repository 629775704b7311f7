import { sums } from '../probe.ts';
import type { Report, Rule } from '../rule.ts';
import { runsNode } from '../runtime.ts';
import { plain, probesOf } from '../walk.ts';

export const nodeTimeout: Rule = {
  id: 'L13',
  name: 'node-timeout',
  severity: 'warning',
  summary: "A Node container's liveness probe has a timeout of 1 s.",
  docs: `
Node answers on one thread. A large JSON document, a garbage collection or a synchronous loop can hold it for longer than a
second, and a CPU limit makes that likely: once the quota is used up, the whole process stands still for the rest of the 100 ms
slice, and again in the next. A second without an answer is not death. With a CPU limit this is an error, without one a warning.

\`timeoutSeconds: 5\` and \`failureThreshold: 6\` leave a process that only is busy alone, and still notice one that is stuck:
6 x 10 + 5 = 65 s at worst.

A container counts as Node when the annotation \`probez.dev/runtime: node\` says so (any other value says it is not; with
\`NAME.\` before it, it speaks of one container), when its command is node, npm, npx, yarn, pnpm, tsx, ts-node, nodemon, pm2, next or
nest, when its image is called \`node\` or \`nodejs...\`, or when it is given NODE_ENV or NODE_OPTIONS. A \`tcpSocket\` probe is not
reported here, since the kernel answers it: see L26.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [node, server.js]
      resources: { limits: { cpu: 500m } }
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [node, server.js]
      resources: { limits: { cpu: 500m } }
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        timeoutSeconds: 5
        failureThreshold: 6
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model, 'liveness')) {
      if (probe.timeout > 1 || probe.handler?.type === 'tcpSocket' || !runsNode(probe.container)) continue;
      const own = probe.container.part.at('resources', 'limits', 'cpu');
      const limit = own.exists ? own : probe.container.pod.spec.at('resources', 'limits', 'cpu');
      const at = probe.part.at('timeoutSeconds');
      const limited = limit.exists;
      yield {
        of: probe.container,
        at: at.exists ? at : probe.part,
        severity: limited ? 'error' : 'warning',
        message: `livenessProbe.timeoutSeconds is 1${at.exists ? '' : ' (the default)'} on a Node container${limited ? ` with a CPU limit of ${plain(limit.value)}` : ''}: ${limited ? 'throttling or a busy loop' : 'a busy loop'} of a second is not death, yet ${probe.failures} in a row kill it (after ${sums.detectBest(probe)} at best).`,
        fix: 'timeoutSeconds: 5 and failureThreshold: 6.',
      };
    }
  },
};
