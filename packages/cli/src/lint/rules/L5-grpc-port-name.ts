import type { Report, Rule } from '../rule.ts';
import { containersOf, quote } from '../walk.ts';

export const grpcPortName: Rule = {
  id: 'L5',
  name: 'grpc-port-name',
  severity: 'error',
  summary: 'A gRPC probe names its port instead of numbering it.',
  docs: `
\`httpGet\` and \`tcpSocket\` take a port's name or its number, \`grpc\` only the number: the API server refuses a string there
(\`cannot unmarshal string into Go struct field ... of type int32\`), a number in quotes too.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: grpc, containerPort: 9090 }]
      livenessProbe:
        grpc: { port: grpc }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ name: grpc, containerPort: 9090 }]
      livenessProbe:
        grpc: { port: 9090 }
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      for (const { part, field } of container.probes) {
        const at = part.at('grpc', 'port');
        if (at.text === undefined) continue;
        const number = /^\d+$/.test(at.text)
          ? Number(at.text)
          : container.ports.find(({ name }) => name === at.text)?.number;
        yield {
          of: container,
          at,
          message: `${field}.grpc.port is ${quote(at.text)}: a gRPC probe takes a port number only, and the API server refuses a string.`,
          fix: `Write the number: port: ${number ?? 'NUMBER'}.`,
        };
      }
    }
  },
};
