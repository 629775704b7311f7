import { graceWithin, stoppingSeconds } from '../../stopping.ts';
import { declared } from '../declared.ts';
import { get, pod, ports } from '../examples.ts';
import { preStopSeconds } from '../prestop.ts';
import { detectWorst, sums } from '../probe.ts';
import type { Rule } from '../rule.ts';

const hasty = { annotations: 'probez.dev/recovery-seconds: "60"', spec: 'terminationGracePeriodSeconds: 60' };

export const recoveryTarget: Rule = {
  id: 'L15',
  name: 'recovery-target',
  severity: 'warning',
  summary: 'A hanging container is killed later than the declared recovery target.',
  docs: `
A hanging container ignores SIGTERM, so the whole grace period passes. A long one is meant for draining;
\`livenessProbe.terminationGracePeriodSeconds\` replaces it in this case.

Declare the target with the annotation \`probez.dev/recovery-seconds: "60"\` or with \`--recovery 60\`. Without either, the rule reports nothing.
`,
  bad: pod(`${ports}\n${get('liveness', '/livez')}`, hasty),
  good: pod(`${ports}\n${get('liveness', '/livez')}\n  terminationGracePeriodSeconds: 10`, hasty),

  probe(probe) {
    const { kind, container, part, terminationGracePeriodSeconds: own } = probe;
    if (kind !== 'liveness') return undefined;
    const target = declared('recoverySeconds', container.pod, container);
    const grace = own ?? container.pod.terminationGracePeriodSeconds;
    const hook = preStopSeconds(container);
    const stopping = stoppingSeconds(grace, hook);
    const seen = detectWorst(probe);
    const all = seen + stopping;
    if (target === undefined || all <= target) return undefined;
    const left = graceWithin(Math.floor(target - seen), hook);
    return {
      at: part,
      message: `A hanging container is killed only after up to ${sums.detectWorst(probe)} and ${stopping} s of ${own === undefined ? "the Pod's" : "the probe's"} grace period: ${seen} s + ${stopping} s = ${all} s; the declared recovery target is ${target} s.`,
      fix:
        left >= 1
          ? `livenessProbe.terminationGracePeriodSeconds: ${left} or less.`
          : `Detection alone takes ${seen} s: lower periodSeconds or failureThreshold, and set livenessProbe.terminationGracePeriodSeconds.`,
      numbers: left >= 1 ? [{ at: part.at('terminationGracePeriodSeconds'), value: left }] : [],
      scenario: { hangsAfter: 'liveness' },
    };
  },
};
