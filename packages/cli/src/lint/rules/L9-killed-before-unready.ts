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
  summary: 'Liveness and readiness ask the same thing, and liveness may give up first.',
  docs: `
When both probes ask the same endpoint in the same way, they fail together. Then readiness should act first: a Pod that gets no
requests can recover, a killed one loses its work. With period P, failureThreshold F and timeout T:

- readiness has taken the Pod out after at most \`R.F x R.P + R.T\` (\`R.P + R.F x R.T\` where the timeout is longer than the period,
  for attempts then come one timeout apart),
- liveness may kill it after as little as \`(L.F - 1) x L.P\`.

The rule reports the pair when the first is greater than the second. The defaults do not pass: 3 x 10 + 1 = 31 s against
(3 - 1) x 10 = 20 s. With a liveness \`failureThreshold\` of 6 they do: 31 s against 50 s.

Sharing an endpoint is fine as such; with a higher liveness threshold it is what
[the Kubernetes documentation](https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/) recommends.
The bounds are proved against the simulator, with random numbers; \`probez lint --explain L9 FILE\` plays the case.

Two handlers are the same when scheme, host, port (a name is looked up), path with its query, and headers are; or the command;
or the gRPC port and service.
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
      message: `Liveness and readiness both ask ${describeHandler(liveness.handler)}. Readiness takes the Pod out after up to ${sums.detectWorst(readiness)}, but liveness may kill it after ${sums.detectBest(liveness)}: killed before it is taken out.`,
      fix: `livenessProbe.failureThreshold: ${failures} or more, or a liveness endpoint of its own.`,
      numbers: [{ at: liveness.part.at('failureThreshold'), value: failures }],
      scenario: { hangsAfter: 'readiness' },
    };
  },
};
