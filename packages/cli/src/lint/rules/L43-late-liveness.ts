import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const lateLiveness: Rule = {
  id: 'L43',
  name: 'late-liveness',
  severity: 'warning',
  summary: 'A liveness probe has a long initial delay instead of a startup probe.',
  docs: `
A startup probe holds the liveness probe back only until the app has started. A delay from 30 s on is information, from 60 s on a warning.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}\n  initialDelaySeconds: 120`),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n${get('startup', '/livez')}\n  failureThreshold: 13`),

  probe({ kind, container, part, initialDelaySeconds: delay, periodSeconds }) {
    if (kind !== 'liveness' || delay < 30 || container.part.at('startupProbe').exists) return undefined;
    return {
      at: part.at('initialDelaySeconds'),
      severity: delay < 60 ? 'info' : 'warning',
      message: `livenessProbe.initialDelaySeconds ${delay} and no startupProbe: a failure in the first ${delay} s of every start goes unnoticed, however fast the start was, and a start that takes longer is killed.`,
      fix: `Add a startupProbe with the same handler, periodSeconds: ${periodSeconds} and failureThreshold: ${Math.ceil(delay / periodSeconds) + 1}, and remove initialDelaySeconds here.`,
    };
  },
};
