import { get, pod, ports } from '../examples.ts';
import { sums } from '../probe.ts';
import type { Rule } from '../rule.ts';
import { runsNode } from '../runtime.ts';
import { plain } from '../text.ts';

const node = `command: [node, server.js]\nresources: { limits: { cpu: 500m } }\n${ports}`;

export const nodeTimeout: Rule = {
  id: 'L13',
  name: 'node-timeout',
  severity: 'warning',
  summary: "A Node container's liveness probe has a timeout of 1 s.",
  docs: `
Node answers on one thread, which a large JSON document, a garbage collection or a synchronous loop can block for longer than a second. A CPU
limit makes that likely (then it is an error): once the quota is used up, the process stops for the rest of each 100 ms slice. The fix
still detects a stuck process within 6 x 10 + 5 = 65 s.

Node is recognised by the command, the image or NODE_ENV; the annotation \`probez.dev/runtime: node\`, or another value, decides it.
\`tcpSocket\` probes are for L26.
`,
  bad: pod(`${node}\n${get('liveness', '/livez')}`, { image: 'node:22' }),
  good: pod(`${node}\n${get('liveness', '/livez')}\n  timeoutSeconds: 5\n  failureThreshold: 6`, { image: 'node:22' }),

  probe(probe) {
    const { kind, container, handler, part, timeoutSeconds, failureThreshold } = probe;
    if (kind !== 'liveness' || timeoutSeconds > 1 || handler.kind === 'tcpSocket' || !runsNode(container))
      return undefined;
    const own = container.part.at('resources', 'limits', 'cpu');
    const limit = own.exists ? own : container.pod.spec.at('resources', 'limits', 'cpu');
    const at = part.at('timeoutSeconds');
    const limited = limit.exists;
    return {
      at: at.exists ? at : part,
      severity: limited ? 'error' : 'warning',
      message: `livenessProbe.timeoutSeconds is 1${at.exists ? '' : ' (the default)'} on a Node container${limited ? ` with a CPU limit of ${plain(limit.value)}` : ''}: ${limited ? 'throttling or a busy loop' : 'a busy loop'} of a second does not mean that the process is dead, yet ${failureThreshold} in a row kill it (after ${sums.detectBest(probe)} at best).`,
      fix: 'timeoutSeconds: 5 and failureThreshold: 6.',
      numbers: [
        { at, value: 5 },
        { at: part.at('failureThreshold'), value: Math.max(6, failureThreshold) },
      ],
    };
  },
};
