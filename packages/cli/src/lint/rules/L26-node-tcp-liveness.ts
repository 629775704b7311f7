import type { Report, Rule } from '../rule.ts';
import { runsNode } from '../runtime.ts';
import { probesOf } from '../walk.ts';

export const nodeTcpLiveness: Rule = {
  id: 'L26',
  name: 'node-tcp-liveness',
  severity: 'warning',
  summary: "A Node container's liveness probe only opens a TCP connection.",
  docs: `
The kernel accepts connections for a listening socket, whether or not the process ever gets to them. A Node process with a blocked
event loop passes a \`tcpSocket\` probe for ever, while every request hangs. An \`httpGet\` probe has to be answered by the loop itself.

How a container is recognised as Node is described under L13.
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
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        tcpSocket: { port: 8080 }
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
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
        timeoutSeconds: 5
        failureThreshold: 6
`,
  *check({ model }): Generator<Report> {
    for (const { container, handler } of probesOf(model, 'liveness')) {
      if (handler?.type !== 'tcpSocket' || !runsNode(container)) continue;
      yield {
        of: container,
        at: handler.part,
        message:
          'livenessProbe.tcpSocket on a Node container: the kernel accepts the connection even while the event loop is blocked, so a stuck process passes for ever.',
        fix: 'httpGet: { path: /livez, port: PORT } with timeoutSeconds: 5.',
      };
    }
  },
};
