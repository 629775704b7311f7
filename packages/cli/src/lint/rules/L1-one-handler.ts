import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const oneHandler: Rule = {
  id: 'L1',
  name: 'one-handler',
  severity: 'error',
  summary: 'A probe or a hook has no handler, or more than one.',
  docs: `
A probe does exactly one thing: \`httpGet\`, \`tcpSocket\`, \`exec\` or \`grpc\`; a hook one of \`exec\`, \`httpGet\` and \`sleep\`.
The API server refuses the whole object otherwise: \`must specify a handler type\`, \`may not specify more than 1 handler type\`.

A key without a value (\`httpGet:\`) counts as no handler.
`,
  bad: pod(`
readinessProbe:
  httpGet: { path: /readyz, port: 8080 }
  tcpSocket: { port: 8080 }
`),
  good: pod(`${ports}\n${get('readiness', '/readyz')}`),
  told: true,
};
