import { baseName, startsNode } from '../command-line.ts';
import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const costlyExec: Rule = {
  id: 'L24',
  name: 'costly-exec',
  severity: 'warning',
  summary: 'An exec probe starts Node or npm, or runs more often than every 5 s.',
  docs: `
Every attempt of an exec probe starts a process inside the container, on the container's own CPU and memory. Starting Node costs some
40 ms of CPU and as many megabytes, npm several times that; under a CPU limit the probe itself then runs into its timeout, and an app
under load is killed by its probe. The same goes for anything that runs every second or two.

An \`httpGet\` probe costs the app one cheap request. Where only exec will do, use a period of 5 s or more and a small program.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [node, server.js]
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        exec: { command: [node, healthcheck.js] }
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: node:22
      command: [node, server.js]
      ports: [{ containerPort: 8080 }]
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model)) {
      if (probe.handler?.type !== 'exec') continue;
      const { container, period, field } = probe;
      const node = startsNode(probe.handler.command);
      if (node !== undefined) {
        yield {
          of: container,
          at: probe.handler.part,
          message: `${field} starts ${baseName(node)} inside the container every ${period} s, ${Math.round(3600 / period)} times an hour: some 40 ms of CPU each time, more under a CPU limit.`,
          fix: 'Probe with httpGet, which the app answers at the cost of one request.',
        };
      }
      if (period < 5) {
        yield {
          of: container,
          at: probe.part.at('periodSeconds'),
          message: `${field} starts a process inside the container every ${period} s, ${Math.round(3600 / period)} times an hour.`,
          fix: 'periodSeconds: 5 or more, or httpGet.',
        };
      }
    }
  },
};
