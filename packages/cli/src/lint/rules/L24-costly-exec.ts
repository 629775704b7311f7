import { baseName, startsNode } from '../command-line.ts';
import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const costlyExec: Rule = {
  id: 'L24',
  name: 'costly-exec',
  severity: 'warning',
  summary: 'An exec probe starts Node or npm, or runs more often than every 5 s.',
  docs: `
Node takes about 40 MB of the container's memory, too, and npm several times that. Under a CPU limit the probe runs into its timeout, and an
app under load is killed by its probe. A startup probe ends once it has passed, so its period does not matter.

`,
  bad: pod(`
livenessProbe:
  exec: { command: [node, health.js] }
  timeoutSeconds: 5
  periodSeconds: 2
`),
  good: pod(`${ports}\n${get('liveness', '/livez')}`),

  *probe({ kind, handler, periodSeconds: period, field, action, part }) {
    if (handler.kind !== 'exec') return;
    const node = startsNode(handler.command);
    // A startup probe ends once it has passed.
    const often = kind === 'startup' ? 'until the app has started' : `${Math.round(3600 / period)} times an hour`;
    if (node !== undefined) {
      yield {
        at: action,
        message: `${field} starts ${baseName(node)} inside the container every ${period} s, ${often}: about 40 ms of CPU each time, more under a CPU limit.`,
        fix: 'Use httpGet, which costs the app only one request.',
      };
    }
    if (period < 5 && kind !== 'startup') {
      yield {
        at: part.at('periodSeconds'),
        message: `${field} starts a process inside the container every ${period} s, ${often}.`,
        fix: 'periodSeconds: 5 or more, or httpGet.',
        numbers: [{ at: part.at('periodSeconds'), value: 5 }],
      };
    }
  },
};
