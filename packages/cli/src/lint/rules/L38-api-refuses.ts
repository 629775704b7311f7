import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const apiRefuses: Rule = {
  id: 'L38',
  name: 'api-refuses',
  severity: 'error',
  summary: 'The API server refuses the manifest for another reason.',
  docs: `
Everything that has no rule of its own, in the API server's words. For example: a negative number, a string where a number belongs or the
reverse (\`value: 8080\` in \`env\`), a port out of range, a missing command, two containers with the same name, a \`restartPolicy\` that the
controller does not accept, an invalid quantity (\`64MB\`), a request over its limit, a selector that does not match the template's labels.

`,
  bad: pod(`
${ports}
livenessProbe:
  httpGet: { path: /livez, port: "8080" }
  timeoutSeconds: "5"
  initialDelaySeconds: -1
`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  timeoutSeconds: 5`),
  told: true,
};
