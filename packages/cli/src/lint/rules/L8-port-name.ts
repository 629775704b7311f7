import { nearest } from '../../nearest.ts';
import type { Container } from '../container.ts';
import type { Part } from '../part.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf, hooksOf } from '../walk.ts';

function* look(container: Container, at: Part, where: string): Generator<Report> {
  const name = at.text;
  const names = container.ports.map((port) => port.name).filter((known) => known !== undefined);
  if (name !== undefined && !/^\d+$/.test(name) && !names.includes(name)) {
    const elsewhere = container.pod.containers.find((other) => other.ports.some((port) => port.name === name));
    const meant = nearest(name, names);
    yield {
      of: container,
      at,
      message: `${where} asks for the port "${name}", which container "${container.name}" does not declare (${names.length === 0 ? 'it names no port' : `it has ${names.join(', ')}`}): the probe can never succeed.`,
      fix:
        elsewhere !== undefined
          ? `Container "${elsewhere.name}" has it; names do not reach across containers: write the number ${elsewhere.ports.find((port) => port.name === name)?.number ?? ''}.`
          : meant === undefined
            ? `Declare it: ports: [{ name: ${name}, containerPort: NUMBER }].`
            : `Did you mean "${meant}"?`,
    };
  }
  const number = at.whole;
  // Containers of a Pod share their ports: a probe through the proxy beside the app is fine.
  const declared = container.pod.containers.some(({ ports }) => ports.some((port) => port.number === number));
  if (number !== undefined && !declared) {
    yield {
      of: container,
      at,
      severity: 'info',
      message: `${where} asks port ${number}, which no container of the Pod declares. That works, but readers and Services cannot see the port.`,
      fix: `Declare it: ports: [{ containerPort: ${number} }].`,
    };
  }
}

export const portName: Rule = {
  id: 'L8',
  name: 'port-name',
  severity: 'error',
  summary: 'A probe or a hook asks for a port name that its container does not declare.',
  docs: `
A port name is looked up among the \`ports\` of the probe's own container; the ports of the other containers do not count. A name
that is not there makes every attempt fail, and the API server does not notice.

A port _number_ that no container declares is only mentioned (information): \`ports\` is documentation, and the probe works. For
\`grpc\`, which takes numbers only, and for a probe with a \`host\` of its own nothing is said.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: http, containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: htpp }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: http, containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: http }
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      for (const { part, field } of container.probes) {
        for (const type of ['httpGet', 'tcpSocket']) {
          const handler = part.at(type);
          const elsewhere = handler.at('host').text !== undefined;
          if (!elsewhere || handler.at('port').text !== undefined)
            yield* look(container, handler.at('port'), `${field}.${type}`);
        }
      }
    }
    for (const { container, name, part } of hooksOf(model.pods)) {
      const port = part.at('httpGet', 'port');
      if (port.text !== undefined) yield* look(container, port, `The ${name} hook's httpGet`);
    }
  },
};
