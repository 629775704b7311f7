import { amountOf, isZero, type Part, readAmount } from '@probez/kubelet/manifest';
import { documents, get, ports, service, workload } from '../examples.ts';
import { isKind, type Pod, workloadSpec } from '../model.ts';
import type { Report, Rule } from '../rule.ts';
import { fewestReplicas, requestsOf, serviceNames } from '../service.ts';

const served = `${ports}\n${get('readiness', '/readyz')}\nlifecycle: { preStop: { sleep: { seconds: 5 } } }`;

/** The Pods that may be away during a rollout. When both numbers come out as 0 the controller takes 1. */
function unavailable(rolling: Part, replicas: number): number {
  const surge = rolling.at('maxSurge');
  const away = amountOf(readAmount(rolling.at('maxUnavailable')) ?? '25%', replicas, 'down');
  return away === 0 && isZero(surge) ? 1 : away;
}

function gap(owner: Pod, replicas: number): Report | undefined {
  const strategy = workloadSpec(owner).at(owner.object.kind === 'Deployment' ? 'strategy' : 'updateStrategy');
  const behind = `Service ${serviceNames(requestsOf(owner))}`;
  if (strategy.at('type').text === 'Recreate')
    return {
      at: strategy.at('type'),
      // One Pod that may not run beside its successor is a choice: mostly of a volume that only one may mount.
      severity: replicas === 1 ? 'info' : 'warning',
      message: `strategy Recreate stops ${replicas === 1 ? 'the Pod' : `all ${replicas} Pods`} before the first new one starts: until then ${behind} has no endpoint.`,
      fix: 'strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }, if two versions may run side by side.',
    };
  const rolling = strategy.at('rollingUpdate');
  const at = rolling.at('maxUnavailable');
  // A StatefulSet replaces one Pod at a time unless told otherwise; a single one cannot do better, so only a stated number is judged.
  if (owner.object.kind === 'StatefulSet' && (!at.exists || replicas === 1)) return undefined;
  const away = unavailable(rolling, replicas);
  if (replicas - away >= 1) return undefined;
  return {
    at,
    message: `replicas ${replicas} - maxUnavailable ${away} = ${replicas - away}: during a rollout ${behind} may have no endpoint at all.`,
    fix: 'rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }, or more replicas.',
  };
}

export const rolloutGap: Rule = {
  id: 'L34',
  name: 'rollout-gap',
  severity: 'warning',
  summary: 'A rollout can leave a Service without any endpoint.',
  docs: `
The same goes for the strategy \`Recreate\` (information with one replica). Percentages of \`maxUnavailable\` are rounded down (25% by default),
and an autoscaler's \`minReplicas\` overrides \`replicas\`.

Only workloads that a Service among the given files selects are checked, except those scaled to 0.
`,
  bad: documents(
    service(),
    workload('Deployment', served, { workload: 'replicas: 1\nstrategy: { rollingUpdate: { maxUnavailable: 1 } }' }),
  ),
  good: documents(
    service(),
    workload('Deployment', served, {
      workload: 'replicas: 1\nstrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }',
    }),
  ),

  pod(owner, { model }) {
    if (!isKind(owner.object, 'apps', 'Deployment', 'StatefulSet') || requestsOf(owner).length === 0) return undefined;
    const replicas = fewestReplicas(owner, model);
    return replicas < 1 ? undefined : gap(owner, replicas);
  },
};
