import { get, pod, ports } from '../examples.ts';
import type { Rule } from '../rule.ts';

export const livenessWithoutRestart: Rule = {
  id: 'L22',
  name: 'liveness-without-restart',
  severity: 'warning',
  summary: 'A liveness probe with restartPolicy: Never kills the container but does not restart it.',
  docs: `
The \`restartPolicy\` of a container overrides that of the Pod.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}`, { spec: 'restartPolicy: Never' }),
  good: pod(`${ports}\n${get('liveness', '/livez')}`, { spec: 'restartPolicy: OnFailure' }),

  probe({ kind, container, part }) {
    if (kind !== 'liveness' || (container.restartPolicy ?? container.pod.restartPolicy) !== 'Never') return undefined;
    if ((container.restartPolicyRules ?? []).length > 0) return undefined;
    return {
      at: part,
      message:
        'restartPolicy is Never: when the liveness probe fails, the container is killed and not restarted, and the Pod ends as Failed.',
      fix: 'restartPolicy: OnFailure, or no livenessProbe (a Job has activeDeadlineSeconds).',
    };
  },
};
