import { get, ports, workload } from '../examples.ts';
import { isKind, workloadSpec } from '../model.ts';
import { slowestStart, sums } from '../probe.ts';
import type { Rule } from '../rule.ts';

const slow = `${ports}\n${get('startup', '/startupz')}\n  failureThreshold: 60`;

export const rolloutDeadline: Rule = {
  id: 'L32',
  name: 'rollout-deadline',
  severity: 'warning',
  summary: 'A start that the startup probe allows can exceed progressDeadlineSeconds.',
  docs: `
A waiting pipeline rolls back. A Pod can take \`I + F x P + T\` to start (initial delay, failureThreshold x period, timeout;
\`I + P + F x T\` if T > P), the same for each sidecar before it, and \`minReadySeconds\` more to count as available.
`,
  bad: workload('Deployment', slow),
  good: workload('Deployment', slow, { workload: 'progressDeadlineSeconds: 660' }),

  pod(owner) {
    if (!isKind(owner.object, 'apps', 'Deployment') || owner.partial) return undefined;
    const spec = workloadSpec(owner);
    const limit = spec.at('progressDeadlineSeconds');
    const deadline = limit.whole ?? 600;
    const ready = spec.at('minReadySeconds').whole ?? 0;
    const { seconds, probes } = slowestStart(owner);
    const last = probes.at(-1);
    // An equal deadline or a smaller one is refused: rule L6.
    if (last === undefined || deadline <= ready || seconds + ready < deadline) return undefined;
    const parts = probes.map((probe) => `${probe.container.name} ${sums.startupWorst(probe)}`).join(', then ');
    const value = Math.ceil((seconds + ready + 1) / 60) * 60;
    return {
      of: last.container,
      at: limit.exists ? limit : last.part,
      message: `A Pod may take ${parts} to start, and ${ready} s of minReadySeconds: ${seconds} s + ${ready} s = ${seconds + ready} s >= progressDeadlineSeconds ${deadline}${limit.exists ? '' : ' (the default)'}. The rollout can be reported as failed while a Pod is still within its allowed start time.`,
      fix: `progressDeadlineSeconds: ${value} or more.`,
      numbers: [{ at: limit, value }],
      scenario: { startSeconds: 'longest' },
    };
  },
};
