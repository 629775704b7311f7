import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const lateLiveness: Rule = {
  id: 'L43',
  name: 'late-liveness',
  severity: 'warning',
  summary: 'A liveness probe waits long for the start, instead of a startup probe.',
  docs: `
\`initialDelaySeconds: 120\` is a guess at the slowest start, paid at every start: an app that hangs after five seconds is noticed after two minutes,
and one that needs longer than the guess is killed. A startup probe knows when the app has started, holds the liveness probe back until then, and
may have all the patience that it needs.

Reported from 60 s on; from 30 s on it is information.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  initialDelaySeconds: 120`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n${get('startup', '/livez')}\n  failureThreshold: 13`),

  probe({ kind, container, part, initialDelaySeconds: delay, periodSeconds }) {
    if (kind !== 'liveness' || delay < 30 || container.part.at('startupProbe').exists) return undefined;
    return {
      at: part.at('initialDelaySeconds'),
      severity: delay < 60 ? 'info' : 'warning',
      message: `livenessProbe.initialDelaySeconds ${delay} and no startupProbe: nothing is noticed in the first ${delay} s of every start, however fast it was, and a start that takes longer is cut short.`,
      fix: `A startupProbe with the same handler, periodSeconds: ${periodSeconds} and failureThreshold: ${Math.ceil(delay / periodSeconds) + 1}, and no initialDelaySeconds here.`,
    };
  },
};
