import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';
import { quote } from '../text.ts';

/** `/ready`, `/readyz`, `/health/readiness`, `?probe=ready`, `/is-ready`; never `/already` or `/readme`. */
const readiness = /(^|[/?&=._-])(is-?)?(ready|readyz|readiness|readyness)($|[/?&=._-])/i;

export const livenessOnReadinessPath: Rule = {
  id: 'L28',
  name: 'liveness-on-readiness-path',
  severity: 'warning',
  summary: 'A liveness probe uses a readiness endpoint.',
  docs: `
It fails while the app drains, too. A path (or gRPC service) is a readiness endpoint if a part of it is ready, readyz or readiness.
`,
  bad: pod(`${ports}\n${get('liveness', '/readyz')}`),
  good: pod(`${ports}\n${get('liveness', '/livez')}`),

  probe({ kind, handler, action }) {
    if (kind !== 'liveness' || (handler.kind !== 'httpGet' && handler.kind !== 'grpc')) return undefined;
    const asked = handler.kind === 'httpGet' ? handler.path : handler.service;
    if (!readiness.test(asked)) return undefined;
    return {
      at: action.at(handler.kind === 'httpGet' ? 'path' : 'service'),
      message: `livenessProbe asks ${quote(asked)}, a readiness endpoint: when a dependency is down it fails in every replica, and all of them are restarted in vain.`,
      fix: 'Use a liveness endpoint, such as /livez, that checks the process only.',
    };
  },
};
