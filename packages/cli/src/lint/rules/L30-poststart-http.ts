import { isLoopback } from '../loopback.ts';
import type { Report, Rule } from '../rule.ts';
import { hooksOf } from '../walk.ts';

export const postStartHttp: Rule = {
  id: 'L30',
  name: 'poststart-http',
  severity: 'warning',
  summary: 'A postStart hook asks the container itself by HTTP, which rarely listens yet.',
  docs: `
\`postStart\` runs beside the entrypoint, at the same moment. An \`httpGet\` there meets a process that is still loading: the connection is
refused, the hook has failed, and a failed postStart hook kills the container, which then starts over.

Let the app do it when it is ready, or use \`exec\` with a program that waits. A hook with another \`host\` is left alone.
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
      lifecycle:
        postStart:
          httpGet: { path: /warmup, port: 8080 }
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
      lifecycle:
        postStart:
          exec: { command: [/app/warm-up, --wait] }
`,
  *check({ model }): Generator<Report> {
    for (const { container, name, part } of hooksOf(model.pods)) {
      const get = part.at('httpGet');
      const host = get.at('host').text;
      if (name !== 'postStart' || !get.exists || (host !== undefined && host !== '' && !isLoopback(host))) continue;
      yield {
        of: container,
        at: get,
        message:
          'postStart.httpGet is sent while the process is still starting: it is refused, and a failed postStart hook kills the container.',
        fix: 'Let the app do it once it listens, or use exec with a program that waits and tries again.',
      };
    }
  },
};
