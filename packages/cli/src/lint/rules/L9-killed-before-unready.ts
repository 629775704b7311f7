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
A Pod that gets no requests can recover, a killed one loses its work, so readiness should act first. With period P, failureThreshold F and
timeout T, readiness takes the Pod out after at most \`R.F x R.P + R.T\` (\`R.P + R.F x R.T\` if T > P), and liveness can kill the container after
as little as \`(L.F - 1) x L.P\`. The rule reports the pair if the first is greater, as with the defaults. A shared endpoint is fine with a higher
liveness threshold, as
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
