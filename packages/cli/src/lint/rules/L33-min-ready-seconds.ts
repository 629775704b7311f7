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
  summary: 'A rollout continues before the liveness probe can detect a broken Pod.',
  docs: `
With less, all Pods can be replaced by a broken version before the first restart.

It applies to Deployments, StatefulSets and DaemonSets with two or more Pods, never to \`OnDelete\`.
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
      message: `minReadySeconds ${given}${at.exists ? '' : ' (the default)'} < ${sums.detectBest(slowest)}, the shortest time in which the livenessProbe detects a broken container: the rollout replaces the next Pod before that.`,
      fix: `minReadySeconds: ${detectBest(slowest)}.`,
      numbers: [{ at, value: detectBest(slowest) }],
    };
  },
};
