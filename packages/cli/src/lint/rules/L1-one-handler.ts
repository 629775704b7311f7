import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const oneHandler: Rule = {
  id: 'L1',
  name: 'one-handler',
  severity: 'error',
  summary: 'A probe or a hook has no handler, or more than one.',
  docs: `
A probe has exactly one of \`httpGet\`, \`tcpSocket\`, \`exec\` and \`grpc\`; a hook one of \`exec\`, \`httpGet\` and \`sleep\`. \`httpGet:\` without a value
does not count.
`,
  bad: pod(`
readinessProbe:
  httpGet: { path: /readyz, port: 8080 }
  tcpSocket: { port: 8080 }
`),
  good: pod(`${ports}\n${get('readiness', '/readyz')}`),
  told: true,
};
