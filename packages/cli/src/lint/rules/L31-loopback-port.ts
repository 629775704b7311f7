import { get, pod, ports } from '../examples.ts';
import { loopbackBind } from '../loopback.ts';
import { portOf } from '../probe.ts';
import type { Rule } from '../rule.ts';

const bound = `${ports}\nenv:\n  - { name: HOST, value: 127.0.0.1 }\n  - { name: PORT, value: "8080" }`;

export const loopbackPort: Rule = {
  id: 'L31',
  name: 'loopback-port',
  severity: 'warning',
  summary: 'A probe uses a port on which the app listens on loopback only.',
  docs: `
If the app listens on loopback to be reached through a proxy only, probe through the proxy, or give the health endpoint a port of its own.

The address is read from an environment variable such as HOST, BIND_ADDRESS or LISTEN_ADDR, or an option such as \`--host\` or \`--listen\`. When
a port is shown too (\`127.0.0.1:3000\`, or PORT), only that port counts; otherwise all that no other container declares.
`,
  bad: pod(`${bound}\n${get('readiness', '/readyz')}`),
  good: pod(`${bound.replace('127.0.0.1', '0.0.0.0')}\n${get('readiness', '/readyz')}`),

  probe({ container, field, handler, action, host }) {
    if (handler.kind === 'exec' || host !== undefined) return undefined;
    const bind = loopbackBind(container);
    const port = portOf(handler, container);
    if (bind === undefined || port === undefined || (bind.port !== undefined && bind.port !== port)) return undefined;
    const others = container.pod.all.filter((other) => other !== container);
    const proxy = others.find((other) => other.ports.length > 0);
    const declared = others.some((other) => other.ports.some(({ containerPort }) => containerPort === port));
    if (bind.port === undefined && declared) return undefined;
    return {
      at: action.at('port'),
      message: `${field} uses port ${port} at the Pod's address, but ${bind.shown} makes the app listen on loopback only: the kubelet is outside the Pod's network and is always refused.`,
      fix: `${proxy === undefined ? 'Listen on 0.0.0.0' : `Probe through "${proxy.name}" (port ${proxy.ports[0]?.containerPort ?? '?'})`}, or use an exec probe.`,
    };
  },
};
