import type { Part, PortReference } from '@probez/kubelet/manifest';
import { nearest } from '../../nearest.ts';
import type { Container } from '../container.ts';
import { pod } from '../examples.ts';
import type { Report, Rule } from '../rule.ts';

/** A name that its container does not declare; never a number in quotes, which the API refuses. */
function unknownName(container: Container, at: Part, name: string, where: string): Report {
  const names = container.ports.flatMap((port) => port.name ?? []);
  const elsewhere = container.pod.all.find(({ ports }) => ports.some((port) => port.name === name));
  const meant = nearest(name, names);
  return {
    at,
    message: `${where} uses the port "${name}", which container "${container.name}" does not declare (${names.length === 0 ? 'it names no port' : `it has ${names.join(', ')}`}): the probe can never succeed.`,
    fix:
      elsewhere !== undefined
        ? `Container "${elsewhere.name}" has it; names do not reach across containers: write the number ${elsewhere.ports.find((port) => port.name === name)?.containerPort ?? ''}.`
        : meant === undefined
          ? `Declare it: ports: [{ name: ${name}, containerPort: NUMBER }].`
          : `Did you mean "${meant}"?`,
  };
}

function look(container: Container, at: Part, port: PortReference, where: string): Report | undefined {
  if (typeof port === 'string') {
    const declared = container.ports.some(({ name }) => name === port) || /^\d+$/.test(port);
    return declared ? undefined : unknownName(container, at, port, where);
  }
  // Containers of a Pod share their ports: a probe through the proxy beside the app is fine.
  const declared = container.pod.all.some(({ ports }) => ports.some((one) => one.containerPort === port));
  if (declared || !at.exists) return undefined;
  return {
    at,
    severity: 'info',
    message: `${where} uses port ${port}, which no container of the Pod declares. That works, but the port stays invisible to readers and to Services that use port names.`,
    fix: `Declare it: ports: [{ containerPort: ${port} }].`,
  };
}

export const portName: Rule = {
  id: 'L8',
  name: 'port-name',
  severity: 'error',
  summary: 'A probe or a hook uses a port name that its container does not declare.',
  docs: `
The name is looked up among the \`ports\` of the probe's own container. The API server does not check it.

A port _number_ that no container declares is information: the probe works. \`grpc\` probes and probes with a \`host\` are not reported.
`,
  bad: pod(`
ports: [{ name: http, containerPort: 8080 }]
readinessProbe:
  httpGet: { path: /readyz, port: htpp }
`),
  good: pod(`
ports: [{ name: http, containerPort: 8080 }]
readinessProbe:
  httpGet: { path: /readyz, port: http }
`),

  probe(probe) {
    const { handler, container, field, action, host } = probe;
    if (handler.kind !== 'httpGet' && handler.kind !== 'tcpSocket') return undefined;
    const elsewhere = host !== undefined && typeof handler.port === 'number';
    return elsewhere ? undefined : look(container, action.at('port'), handler.port, `${field}.${handler.kind}`);
  },
  hook({ container, name, part, handler }) {
    if (handler.kind !== 'httpGet' || typeof handler.port !== 'string') return undefined;
    return look(container, part.at('httpGet', 'port'), handler.port, `The ${name} hook's httpGet`);
  },
};
