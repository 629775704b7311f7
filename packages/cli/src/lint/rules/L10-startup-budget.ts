import { declared } from '../declared.ts';
import { get, pod, ports } from '../examples.ts';
import { startupBudget, sums } from '../probe.ts';
import type { Rule } from '../rule.ts';

const slow = { annotations: 'probez.dev/startup-seconds: "60"' };

export const startupBudgetRule: Rule = {
  id: 'L10',
  name: 'startup-budget',
  severity: 'warning',
  summary: 'The app may need longer to start than its startup (or liveness) probe guarantees.',
  docs: `
With initialDelaySeconds I, period P, failureThreshold F and timeout T, a container that does not start is killed between
\`I + (F - 1) x P\` and \`I + F x P + T\` after its start (\`I + P + F x T\` if T > P). Only the first is guaranteed.

Measure the start on the slowest node at the busiest hour, and declare it with the annotation \`probez.dev/startup-seconds: "60"\` or with
\`--startup 60\`. Without either, the rule reports nothing.
`,
  bad: pod(`${ports}\n${get('startup', '/startupz')}\n  failureThreshold: 6`, slow),
  good: pod(`${ports}\n${get('startup', '/startupz')}\n  failureThreshold: 7`, slow),

  container(container) {
    const { role, pod: owner, name } = container;
    const probe = container.startup ?? container.liveness;
    // What is said of the whole Pod is about its app, not about a sidecar.
    const own = owner.annotations[`${name}.probez.dev/startup-seconds`];
    if (role === 'init' || (role === 'sidecar' && own === undefined)) return undefined;
    const needed = declared('startupSeconds', owner, container);
    if (probe === undefined || needed === undefined || needed <= startupBudget(probe)) return undefined;
    const { periodSeconds, initialDelaySeconds, kind, part } = probe;
    const failures = Math.max(1, Math.ceil((needed - initialDelaySeconds) / periodSeconds) + 1);
    const report = {
      at: part,
      message: `The app needs up to ${needed} s to start, but the ${kind} probe guarantees it only ${sums.startupBudget(probe)} (initialDelay + (failureThreshold - 1) x period).`,
      scenario: { startSeconds: needed },
    };
    if (kind === 'startup')
      return {
        ...report,
        fix: `startupProbe.failureThreshold: ${failures}.`,
        numbers: [{ at: part.at('failureThreshold'), value: failures }],
      };
    const fix = `Add a startupProbe with periodSeconds: ${periodSeconds} and failureThreshold: ${Math.ceil(needed / periodSeconds) + 1}.`;
    return { ...report, fix };
  },
};
