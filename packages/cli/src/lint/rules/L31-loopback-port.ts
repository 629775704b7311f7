import { resolvePort } from '../handler.ts';
import { loopbackBind } from '../loopback.ts';
import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const loopbackPort: Rule = {
  id: 'L31',
  name: 'loopback-port',
  severity: 'warning',
  summary: 'A probe asks a port on which the app listens on loopback only.',
  docs: `
An app behind a proxy in the same Pod often listens on 127.0.0.1, so that nobody gets past the proxy. The kubelet is outside the Pod's
network and connects to the Pod's address: refused, always. Probe through the proxy, or with \`exec\` inside the container, or let the
health endpoint listen on a port of its own.

The rule sees it where the manifest shows it: an environment variable such as HOST, BIND_ADDRESS or LISTEN_ADDR, or an option
such as \`--host\` or \`--listen\`, with a loopback address. When a port is shown too (\`127.0.0.1:3000\`, or PORT), only that port counts; otherwise
all but those which another container declares.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: proxy
      image: example.com/proxy:1
      ports: [{ containerPort: 8080 }]
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 3000 }]
      env:
        - { name: HOST, value: 127.0.0.1 }
        - { name: PORT, value: "3000" }
      livenessProbe:
        httpGet: { path: /livez, port: 3000 }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: proxy
      image: example.com/proxy:1
      ports: [{ containerPort: 8080 }]
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 3000 }]
      env:
        - { name: HOST, value: 127.0.0.1 }
        - { name: PORT, value: "3000" }
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const { container, field, handler } of probesOf(model)) {
      if (handler === undefined || handler.type === 'exec' || handler.host !== undefined) continue;
      const bind = loopbackBind(container);
      const port = resolvePort(handler.part.at('port'), container);
      if (bind === undefined || port === undefined || (bind.port !== undefined && bind.port !== port)) continue;
      const others = container.pod.containers.filter((other) => other !== container);
      const proxy = others.find(({ ports }) => ports.length > 0);
      if (bind.port === undefined && others.some(({ ports }) => ports.some(({ number }) => number === port))) continue;
      yield {
        of: container,
        at: handler.part.at('port'),
        message: `${field} asks port ${port} at the Pod's address, but ${bind.shown} makes the app listen on loopback only: the kubelet, outside the Pod's network, is always refused.`,
        fix: `${proxy === undefined ? 'Listen on 0.0.0.0' : `Ask through "${proxy.name}" (port ${proxy.ports[0]?.number ?? '?'})`}, or use an exec probe.`,
      };
    }
  },
};
