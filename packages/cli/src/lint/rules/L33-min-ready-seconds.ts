import { get, ports, workload } from '../examples.ts';
import { isKind, workloadSpec } from '../model.ts';
import { detectBest, sums } from '../probe.ts';
import type { Rule } from '../rule.ts';
import { fewestReplicas } from '../service.ts';

const live = `${ports}\n${get('liveness', '/livez')}`;

export const minReadySeconds: Rule = {
  id: 'L33',
  name: 'min-ready-seconds',
  severity: 'info',
  summary: 'A rollout goes on before the liveness probe could have noticed a broken Pod.',
  docs: `
A new Pod counts as available \`minReadySeconds\` (0 by default) after it became ready, and the rollout takes the next one. A liveness
probe needs at least \`(F - 1) x P\` to notice a process that hangs soon after its start: with less than that the whole fleet can be
replaced by a broken version before the first restart is seen. Set \`minReadySeconds\` to that time or more.

It applies to Deployments, StatefulSets and DaemonSets with two or more Pods, never to \`OnDelete\`. It is information: a rollout takes that
much longer per step, which is yours to weigh.
`,
  bad: workload('Deployment', live, { workload: 'replicas: 3' }),
  good: workload('Deployment', live, { workload: 'replicas: 3\nminReadySeconds: 20' }),

  pod(owner, { model }) {
    if (!isKind(owner.object, 'apps', 'Deployment', 'StatefulSet', 'DaemonSet') || owner.partial) return undefined;
    const spec = workloadSpec(owner);
    // Nothing goes on by itself with OnDelete, and with one replica there is no next one.
    if (spec.at('updateStrategy', 'type').text === 'OnDelete' || fewestReplicas(owner, model) < 2) return undefined;
    const at = spec.at('minReadySeconds');
    const given = at.whole ?? 0;
    const [slowest] = owner.all
      .filter(({ role }) => role === 'main')
      .flatMap(({ liveness }) => liveness ?? [])
      .toSorted((a, b) => detectBest(b) - detectBest(a));
    if (slowest === undefined || given >= detectBest(slowest)) return undefined;
    return {
      of: slowest.container,
      at: at.exists ? at : slowest.part,
      message: `minReadySeconds ${given}${at.exists ? '' : ' (the default)'} < ${sums.detectBest(slowest)}, the least time in which the livenessProbe notices a broken container: the rollout replaces the next Pod before that.`,
      fix: `minReadySeconds: ${detectBest(slowest)}.`,
      numbers: [{ at, value: detectBest(slowest) }],
    };
  },
};
