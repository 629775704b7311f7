import { declared } from '../declared.ts';
import { pod } from '../examples.ts';
import { preStopSeconds } from '../prestop.ts';
import type { Rule } from '../rule.ts';

const hook = 'lifecycle: { preStop: { exec: { command: [sh, -c, "sleep 30"] } } }';

export const preStopOverGrace: Rule = {
  id: 'L16',
  name: 'prestop-over-grace',
  severity: 'error',
  summary: 'The preStop hook uses up the grace period, or leaves too little of it for the declared drain.',
  docs: `
The grace period begins with the preStop hook, not with SIGTERM. (For the \`sleep\` action the API server refuses more than the grace period.)

It is a warning if the hook leaves less than the app needs: requests in flight are cut off. Declare that with the annotations
\`probez.dev/drain-delay-seconds\` (it keeps serving this long after SIGTERM) and \`probez.dev/drain-seconds\` (requests in flight need this
long after that), or with \`--drain-delay 5 --drain 15\`.

The hook's time is read from \`sleep\`, and from \`exec\` with a plain sleep in it (\`sh -c "sleep 10; nginx -s quit"\`).
`,
  bad: pod(hook, { spec: 'terminationGracePeriodSeconds: 30' }),
  good: pod(hook, { spec: 'terminationGracePeriodSeconds: 60' }),
  told: true,
  container(container) {
    const { role, pod: owner, part, preStop } = container;
    const grace = owner.terminationGracePeriodSeconds;
    const seconds = preStopSeconds(container);
    // A sleep beyond the grace period is refused: the manifest reader has told that.
    if (role === 'init' || (preStop?.kind === 'sleep' && seconds > grace)) return undefined;
    if (preStop !== undefined && seconds > 0 && seconds >= grace)
      return {
        at: part.at('lifecycle', 'preStop'),
        message: `preStop takes ${seconds} s of a grace period of ${grace} s: ${grace} s - ${seconds} s = ${grace - seconds} s, so the app gets only the minimum of 2 s between SIGTERM and SIGKILL.`,
        fix: `terminationGracePeriodSeconds above ${seconds} plus the seconds that the app needs to drain; or a shorter hook.`,
        scenario: { deleted: true },
      };
    if (role === 'sidecar') return undefined;
    const delay = declared('drainDelaySeconds', owner, container) ?? 0;
    const drain = declared('drainSeconds', owner, container) ?? 0;
    if (Math.max(2, grace - seconds) >= delay + drain) return undefined;
    const at = owner.spec.at('terminationGracePeriodSeconds');
    const value = Math.ceil(seconds + delay + drain);
    return {
      at,
      severity: 'warning',
      message: `After preStop ${grace} s - ${seconds} s = ${grace - seconds} s of the grace period are left, but the app needs ${delay} s of delay + ${drain} s of drain = ${delay + drain} s.`,
      fix: `terminationGracePeriodSeconds: ${value} or more.`,
      numbers: [{ at, value }],
      scenario: { deleted: true },
    };
  },
};
