import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const delayBesideStartup: Rule = {
  id: 'L11',
  name: 'delay-beside-startup',
  severity: 'info',
  summary: 'A liveness or readiness probe has an initialDelaySeconds beside a startup probe.',
  docs: `
A startup probe holds the other two back until the app has started. An \`initialDelaySeconds\` on them then has no use: it counts
from the container's start, so it either has passed already or makes a fast start slow.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
        initialDelaySeconds: 15
`,
  good: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      ports: [{ containerPort: 8080 }]
      startupProbe:
        httpGet: { path: /startupz, port: 8080 }
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const probe of probesOf(model, 'liveness', 'readiness')) {
      if (probe.container.startup === undefined || probe.delay === 0) continue;
      yield {
        of: probe.container,
        at: probe.part.at('initialDelaySeconds'),
        message: `${probe.field}.initialDelaySeconds ${probe.delay}: the startupProbe already holds this probe back; the delay can only keep a fast start waiting until ${probe.delay} s.`,
        fix: `Remove it from the ${probe.field}.`,
      };
    }
  },
};
