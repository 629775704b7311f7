import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const delayBesideStartup: Rule = {
  id: 'L11',
  name: 'delay-beside-startup',
  severity: 'info',
  summary: 'A liveness or readiness probe has an initialDelaySeconds beside a startup probe.',
  docs: `
The delay counts from the start of the container, so it has either passed already or makes a fast start slower.
`,
  bad: pod(`${ports}\n${get('startup', '/startupz')}\n${get('readiness', '/readyz')}\n  initialDelaySeconds: 15`),
  good: pod(`${ports}\n${get('startup', '/startupz')}\n${get('readiness', '/readyz')}`),

  probe({ kind, container, field, part, initialDelaySeconds: delay }) {
    if (kind === 'startup' || container.startup === undefined || delay === 0) return undefined;
    return {
      at: part.at('initialDelaySeconds'),
      message: `${field}.initialDelaySeconds ${delay}: the startupProbe already holds this probe back; the delay only makes a fast start wait until ${delay} s.`,
      fix: `Remove it from the ${field}.`,
    };
  },
};
