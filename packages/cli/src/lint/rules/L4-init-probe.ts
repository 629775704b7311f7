import { pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

const init = `
initContainers:
  - name: proxy
    image: example.com/proxy:1`;

export const initProbe: Rule = {
  id: 'L4',
  name: 'init-probe',
  severity: 'error',
  summary: 'An init container without restartPolicy: Always has a probe or a hook.',
  docs: `
A plain init container must end before the next one starts. A sidecar (\`restartPolicy: Always\`) keeps running and may have all three probes.
`,
  bad: pod(ports, { spec: `${init}\n    readinessProbe: { exec: { command: [cat, /tmp/ready] } }` }),
  good: pod(ports, {
    spec: `${init}\n    restartPolicy: Always\n    startupProbe: { exec: { command: [cat, /tmp/ready] } }`,
  }),
  told: true,
};
