import type { Report, Rule } from '../rule.ts';
import { probesOf, quote } from '../walk.ts';

/** `/ready`, `/readyz`, `/health/readiness`, `?probe=ready`, `/is-ready`; never `/already` or `/readme`. */
const readiness = /(^|[/?&=._-])(is-?)?(ready|readyz|readiness|readyness)($|[/?&=._-])/i;

export const livenessOnReadinessPath: Rule = {
  id: 'L28',
  name: 'liveness-on-readiness-path',
  severity: 'warning',
  summary: 'A liveness probe asks a readiness endpoint.',
  docs: `
Readiness fails when a dependency is away, or while the app drains. A liveness probe on the same endpoint then restarts every replica at
once, which does not bring the database back, and turns a dependency's outage into one of your own.

The path (or the gRPC service) is taken for a readiness endpoint when a part of it is ready, readyz or readiness.
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
        httpGet: { path: /readyz, port: 8080 }
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
      if (handler?.type !== 'httpGet' && handler?.type !== 'grpc') continue;
      const at = handler.part.at(handler.type === 'httpGet' ? 'path' : 'service');
      if (at.text === undefined || !readiness.test(at.text)) continue;
      yield {
        of: container,
        at,
        message: `livenessProbe asks ${quote(at.text)}, a readiness endpoint: when a dependency is away it fails in every replica, and all of them are restarted in vain.`,
        fix: 'Ask a liveness endpoint, such as /livez, that looks at the process alone.',
      };
    }
  },
};
