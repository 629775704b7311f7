import type { Report, Rule } from '../rule.ts';
import { containersOf } from '../walk.ts';

export const initProbe: Rule = {
  id: 'L4',
  name: 'init-probe',
  severity: 'error',
  summary: 'An init container without restartPolicy: Always has a probe.',
  docs: `
A plain init container runs to its end before the next one starts: there is nothing to probe, and the API server refuses
the probe (\`may not be set for init containers without restartPolicy=Always\`). With \`restartPolicy: Always\` it is a sidecar,
which keeps running and may have all three probes.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  initContainers:
    - name: proxy
      image: example.com/proxy:1
      ports: [{ containerPort: 9000 }]
      startupProbe:
        tcpSocket: { port: 9000 }
  containers:
    - name: api
      image: example.com/api:1
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  initContainers:
    - name: proxy
      image: example.com/proxy:1
      restartPolicy: Always
      ports: [{ containerPort: 9000 }]
      startupProbe:
        tcpSocket: { port: 9000 }
  containers:
    - name: api
      image: example.com/api:1
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model).filter(({ role }) => role === 'init')) {
      for (const { part, field } of container.probes) {
        yield {
          of: container,
          at: part,
          message: `${field} on the init container "${container.name}": it runs to its end, and the API server refuses a probe there.`,
          fix: 'Add restartPolicy: Always if it is a sidecar; otherwise remove the probe.',
        };
      }
    }
  },
};
