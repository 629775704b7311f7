import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { runsNode } from '../runtime.ts';

export const nodeTcpLiveness: Rule = {
  id: 'L26',
  name: 'node-tcp-liveness',
  severity: 'warning',
  summary: "A Node container's liveness probe only opens a TCP connection.",
  docs: `
Meanwhile every request hangs. \`httpGet\` is answered by the event loop itself. Node is recognised as in L13.
`,
  bad: pod(`${ports}\nlivenessProbe:\n  tcpSocket: { port: 8080 }`, { image: 'node:22' }),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  timeoutSeconds: 5`, { image: 'node:22' }),

  probe({ kind, container, handler, action }) {
    if (kind !== 'liveness' || handler.kind !== 'tcpSocket' || !runsNode(container)) return undefined;
    return {
      at: action,
      message:
        'livenessProbe.tcpSocket on a Node container: the kernel accepts the connection even while the event loop is blocked, so a stuck process passes forever.',
      fix: 'httpGet: { path: /livez, port: PORT } with timeoutSeconds: 5.',
    };
  },
};
