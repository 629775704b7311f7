import { pod } from '../examples.ts';
import { describeHandler, detectBest, detectWorst, sums } from '../probe.ts';
import type { Rule } from '../rule.ts';

const named = 'ports: [{ name: http, containerPort: 8080 }]';
const same = `readinessProbe:
  httpGet: { path: /healthz, port: 8080 }
livenessProbe:
  httpGet: { path: /healthz, port: http }`;

export const killedBeforeUnready: Rule = {
  id: 'L9',
  name: 'killed-before-unready',
  severity: 'warning',
  summary: 'Liveness and readiness use the same endpoint, and liveness can fail first.',
  docs: `
When both probes fail together, readiness should act first: a Pod that gets no requests can recover, a killed one loses its work. With
period P, failureThreshold F and timeout T:

- readiness takes the Pod out after at most \`R.F x R.P + R.T\` (\`R.P + R.F x R.T\` if T > P),
- liveness can kill the container after as little as \`(L.F - 1) x L.P\`.

The rule reports the pair if the first is greater. The defaults are reported: 3 x 10 + 1 = 31 s against (3 - 1) x 10 = 20 s. With a liveness
\`failureThreshold\` of 6 they pass (31 s against 50 s), as
[Kubernetes recommends](https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/).

Two handlers are the same if scheme, host, port (names are resolved), path with query, and headers are equal; or the command; or the gRPC
port and service.
`,
  bad: pod(`${named}\n${same}`),
  good: pod(`${named}\n${same}\n  failureThreshold: 6`),

  container({ liveness, readiness }) {
    if (liveness === undefined || liveness.signature !== readiness?.signature) return undefined;
    const out = detectWorst(readiness);
    if (out <= detectBest(liveness)) return undefined;
    const failures = Math.ceil(out / liveness.periodSeconds) + 1;
    return {
      at: liveness.part,
      message: `Liveness and readiness both probe ${describeHandler(liveness.handler)}. Readiness takes the Pod out after up to ${sums.detectWorst(readiness)}, but liveness may kill it after ${sums.detectBest(liveness)}: the container is killed before the Pod is taken out.`,
      fix: `livenessProbe.failureThreshold: ${failures} or more, or a separate liveness endpoint.`,
      numbers: [{ at: liveness.part.at('failureThreshold'), value: failures }],
      scenario: { hangsAfter: 'readiness' },
    };
  },
};
