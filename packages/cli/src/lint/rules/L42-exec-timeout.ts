import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const execTimeout: Rule = {
  id: 'L42',
  name: 'exec-timeout',
  severity: 'warning',
  summary: 'An exec probe has the default timeout of 1 s.',
  docs: `
A container that is only busy is then restarted. For readiness, which never kills a container, it is information. Startup probes, which try
again, are not reported.
`,
  bad: pod('livenessProbe:\n  exec: { command: [cat, /tmp/healthy] }'),
  good: pod('livenessProbe:\n  exec: { command: [cat, /tmp/healthy] }\n  timeoutSeconds: 5'),

  probe({ kind, handler, part, field, timeoutSeconds }) {
    if (handler.kind !== 'exec' || kind === 'startup' || timeoutSeconds > 1 || part.at('timeoutSeconds').exists)
      return undefined;
    return {
      at: part,
      severity: kind === 'liveness' ? 'warning' : 'info',
      message: `${field} starts ${handler.command[0] ?? 'a process'} and gives it 1 s (the default): under load, starting the process alone can take that long, and the attempt fails.`,
      fix: 'timeoutSeconds: 5.',
    };
  },
};
