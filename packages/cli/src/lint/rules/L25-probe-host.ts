import { isLoopback } from '../loopback.ts';
import type { Report, Rule } from '../rule.ts';
import { probesOf, quote } from '../walk.ts';

export const probeHost: Rule = {
  id: 'L25',
  name: 'probe-host',
  severity: 'warning',
  summary: 'A probe has a host of its own.',
  docs: `
The kubelet connects from the node, to the Pod's address. \`host: localhost\` therefore asks the _node_, and any other host asks
another machine, whose trouble then restarts this container. Leave \`host\` out; for a virtual host set a \`Host\` header in \`httpHeaders\`.

With \`hostNetwork: true\` the Pod's address is the node's, and loopback is right: Pods of the control plane do that.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet: { host: localhost, path: /livez, port: 8080 }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      livenessProbe:
        httpGet:
          path: /livez
          port: 8080
          httpHeaders: [{ name: Host, value: api.example.com }]
`,
  *check({ model }): Generator<Report> {
    for (const { container, field, handler } of probesOf(model)) {
      if (handler?.host === undefined) continue;
      const local = isLoopback(handler.host);
      if (local && container.pod.hostNetwork) continue;
      yield {
        of: container,
        at: handler.part.at('host'),
        message: `${field}.${handler.type}.host is ${quote(handler.host)}: the kubelet connects from the node, so this asks ${local ? 'the node itself, not the Pod' : 'that host, not this Pod'}.`,
        fix: 'Remove host; for a virtual host add a Host header under httpHeaders.',
      };
    }
  },
};
