import type { Report, Rule } from '../rule.ts';
import { probesOf } from '../walk.ts';

export const livenessOnRoot: Rule = {
  id: 'L27',
  name: 'liveness-on-root',
  severity: 'info',
  summary: 'A liveness probe asks for /.',
  docs: `
\`/\` is a page for people: it may render templates, ask the database, or redirect to a login. A redirect to another host counts as
success without being followed, so such a probe says nothing; and a page that needs the database restarts the app when the
database is down. An endpoint made for the probe, such as \`/livez\`, answers one question only. (\`path\` is \`/\` when it is left out.)
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
      livenessProbe:
        httpGet: { path: /, port: 8080 }
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
      livenessProbe:
        httpGet: { path: /livez, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const { container, handler } of probesOf(model, 'liveness')) {
      if (handler?.type !== 'httpGet' || handler.path.split(/[?#]/, 1)[0] !== '/') continue;
      const at = handler.part.at('path');
      yield {
        of: container,
        at,
        message: `livenessProbe.httpGet asks for /${at.exists ? '' : ' (the default)'}: a page for people may redirect to another host, which counts as success, or depend on things that a restart does not mend.`,
        fix: 'An endpoint of its own, such as path: /livez.',
      };
    }
  },
};
