import { hookHandlers, probeHandlers } from '../handler.ts';
import type { Report, Rule } from '../rule.ts';
import { containersOf, hooksOf } from '../walk.ts';

const say = (count: string[]) => (count.length === 0 ? 'no handler' : `${count.length} handlers (${count.join(', ')})`);

export const oneHandler: Rule = {
  id: 'L1',
  name: 'one-handler',
  severity: 'error',
  summary: 'A probe or a hook has no handler, or more than one.',
  docs: `
A probe does exactly one thing: \`httpGet\`, \`tcpSocket\`, \`exec\` or \`grpc\`; a hook one of \`exec\`, \`httpGet\` and \`sleep\`.
The API server refuses the whole object otherwise: \`must specify a handler type\`, \`may not specify more than 1 handler type\`.

A key without a value (\`httpGet:\`) counts as no handler.
`,
  bad: `
apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: example.com/api:1
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
        tcpSocket: { port: 8080 }
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
      readinessProbe:
        httpGet: { path: /readyz, port: 8080 }
`,
  *check({ model }): Generator<Report> {
    for (const container of containersOf(model)) {
      for (const { part, field } of container.probes) {
        const found = probeHandlers.filter((type) => part.at(type).exists);
        if (found.length === 1) continue;
        yield {
          of: container,
          at: part,
          message: `${field} has ${say(found)}; the API server takes exactly one of ${probeHandlers.join(', ')}.`,
          fix: found.length === 0 ? 'Add one handler, or remove the probe.' : `Keep one: ${found.join(' or ')}.`,
        };
      }
    }
    for (const { container, name, part } of hooksOf(model.pods)) {
      const found = hookHandlers.filter((type) => part.at(type).exists);
      if (found.length === 1) continue;
      yield {
        of: container,
        at: part,
        message: `The ${name} hook has ${say(found)}; the API server takes exactly one of exec, httpGet, sleep.`,
        fix: found.length === 0 ? 'Add one handler, or remove the hook.' : `Keep one: ${found.join(' or ')}.`,
      };
    }
  },
};
