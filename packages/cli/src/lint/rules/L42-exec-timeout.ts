import { pod } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const execTimeout: Rule = {
  id: 'L42',
  name: 'exec-timeout',
  severity: 'warning',
  summary: 'An exec probe has the default timeout of 1 s.',
  docs: `
An exec probe has to start a process: under load, or under a CPU limit, that alone can take longer than a second, and then the attempt
fails (Kubernetes enforces the timeout since 1.20). A container that is only busy is restarted. \`timeoutSeconds: 5\` avoids that.

It is a warning for liveness, and information for readiness, which never kills a container. Startup probes are not reported, because they
try again until their time is used up.
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
