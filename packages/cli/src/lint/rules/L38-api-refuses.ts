import { containers, pods } from '../api/pods.ts';
import { hooks, probes } from '../api/probes.ts';
import { secondOpinion } from '../api/second-opinion.ts';
import type { Objection } from '../api/values.ts';
import { budgets, shape, workloads } from '../api/workloads.ts';
import type { Report, Rule } from '../rule.ts';
import { quote } from '../walk.ts';

function* about(of: Report['of'], objections: Iterable<Objection>): Generator<Report> {
  for (const objection of objections) yield { of, ...objection };
}

export const apiRefuses: Rule = {
  id: 'L38',
  name: 'api-refuses',
  severity: 'error',
  summary: 'Something else that the API server refuses, or takes for something other than it says.',
  docs: `
Whatever has no rule of its own: a number below its least (\`periodSeconds: 0\` silently means the default of 10), a negative
one, a string or a fraction where a whole number belongs, a number where a string belongs (\`value: 8080\` in \`env\`, an annotation without
quotes), a port out of range or with an impossible name, a missing port or command, a scheme other than HTTP and HTTPS, hooks on an init
container, \`tcpSocket\` in a hook (taken, but refused by the kubelet), two containers or ports of one name, a key that stands
twice, a \`restartPolicy\` that the controller does not take, \`rollingUpdate\` beside \`Recreate\`.

This is about probes, hooks and rollouts and what they need; it is no validator for the rest of a manifest.
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
        httpGet: { path: /livez, port: "8080" }
        periodSeconds: 0
        timeoutSeconds: "5"
        initialDelaySeconds: -1
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
        periodSeconds: 10
        timeoutSeconds: 5
`,
  *check({ model, sources }): Generator<Report> {
    for (const { file, duplicateKeys } of sources) {
      for (const { key, line, column } of duplicateKeys) {
        const fix = 'Keep one of them; the last one counts.';
        yield {
          of: undefined,
          at: { file, line, column },
          message: `The key ${quote(key)} stands twice in one map.`,
          fix,
        };
      }
    }
    for (const object of model.objects) {
      yield* about(object, shape(object));
      yield* about(object, budgets(object));
    }
    for (const pod of model.pods) {
      const told = [...workloads(pod), ...pods(pod)];
      yield* about(pod, told);
      told.push(...shape(pod.object));
      for (const container of pod.containers) {
        const own = [...containers(container), ...hooks(container)];
        if (container.role !== 'init') own.push(...probes(container));
        yield* about(container, own);
        told.push(...own);
      }
      yield* about(pod, secondOpinion(pod.object, told));
    }
  },
};
