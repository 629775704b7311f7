import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const apiRefuses: Rule = {
  id: 'L38',
  name: 'api-refuses',
  severity: 'error',
  summary: 'Something else that the API server refuses.',
  docs: `
Whatever has no rule of its own, in the API server's words: a negative number, a string or a fraction where a whole number belongs, a number
where a string belongs (\`value: 8080\` in \`env\`, an annotation without quotes), a port out of range or with an impossible name, a missing
port or command, a scheme other than HTTP and HTTPS, two containers or ports of one name, a \`restartPolicy\` that the controller does not
take, restart rules without a policy, a quantity that is none (\`64MB\`), a request over its limit, a reference to a ConfigMap without its name,
ephemeral containers in a template, a selector that does not fit the template's labels, \`activeDeadlineSeconds: 0\`, \`rollingUpdate\` beside
\`Recreate\`.

The rules are those of Kubernetes 1.36, held against what a real API server of 1.36.2 said to 92 manifests, accepted and refused. They are about
Pods and what carries them; it is no validator for the sources of volumes, affinity or other objects.
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
