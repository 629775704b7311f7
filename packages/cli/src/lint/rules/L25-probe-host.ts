import { isLoopback } from '@probez/kubelet/manifest';
import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../text.ts';

export const probeHost: Rule = {
  id: 'L25',
  name: 'probe-host',
  severity: 'warning',
  summary: 'A probe sets a host.',
  docs: `
Any other host is another machine, whose failure then restarts this container. With \`hostNetwork: true\` loopback is correct.
`,
  bad: pod(`
${ports}
livenessProbe:
  httpGet: { host: localhost, path: /livez, port: 8080 }
`),
  good: pod(`${ports}\n${get('liveness', '/livez')}`),

  probe({ container, field, handler, action, host }) {
    if (host === undefined) return undefined;
    const local = isLoopback(host);
    if (local && container.pod.hostNetwork) return undefined;
    return {
      at: action.at('host'),
      message: `${field}.${handler.kind}.host is ${quote(host)}: the kubelet connects from the node, so this asks ${local ? 'the node itself, not the Pod' : 'that host, not this Pod'}.`,
      fix: 'Remove host; for a virtual host add a Host header under httpHeaders.',
    };
  },
};
