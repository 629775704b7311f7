import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const grpcPortName: Rule = {
  id: 'L5',
  name: 'grpc-port-name',
  severity: 'error',
  summary: 'A gRPC probe has a port name instead of a port number.',
  docs: `
\`httpGet\` and \`tcpSocket\` take a port's name or its number, \`grpc\` only the number, without quotes.
`,
  bad: pod(`
ports: [{ name: grpc, containerPort: 9090 }]
readinessProbe:
  grpc: { port: grpc }
`),
  good: pod(`
ports: [{ name: grpc, containerPort: 9090 }]
readinessProbe:
  grpc: { port: 9090 }
`),
  told: true,
};
