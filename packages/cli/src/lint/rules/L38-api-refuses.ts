import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const apiRefuses: Rule = {
  id: 'L38',
  name: 'api-refuses',
  severity: 'error',
  summary: 'The API server refuses the manifest for another reason.',
  docs: `
Everything that has no rule of its own, in the API server's words: a negative number, a string or a fraction where a whole number belongs, a number
where a string belongs (\`value: 8080\` in \`env\`, an annotation without quotes), a port out of range or with an impossible name, a missing
port or command, a scheme other than HTTP and HTTPS, two containers or ports with the same name, a \`restartPolicy\` that the controller does not
accept, restart rules without a policy, an invalid quantity (\`64MB\`), a request over its limit, a reference to a ConfigMap without its name,
ephemeral containers in a template, a selector that does not match the template's labels, \`activeDeadlineSeconds: 0\`, \`rollingUpdate\` beside
\`Recreate\`.

The rules are those of Kubernetes 1.36, compared with the verdicts of a real API server 1.36.2 on 92 manifests. They cover Pods and the workloads
that create them, but not the sources of volumes, affinity or other objects.
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
