import { amountOf, isZero, readAmount, selects } from '@probez/kubelet/manifest';
import { budget } from '../examples.ts';
import { describeObject, isKind, type KubeObject, type Model, type Pod, sameNamespace } from '../model.ts';
import type { Rule } from '../rule.ts';
import { fewestReplicas } from '../service.ts';
import { plural, quote } from '../text.ts';

const scalable = (pod: Pod) =>
  isKind(pod.object, 'apps', 'Deployment', 'StatefulSet', 'ReplicaSet') ||
  isKind(pod.object, '', 'ReplicationController');

/** Why no Pod may ever be evicted, or undefined. */
function allowsNone(object: KubeObject, model: Model): string | undefined {
  const spec = object.part.at('spec');
  const least = spec.at('minAvailable');
  const most = spec.at('maxUnavailable');
  if (isZero(most)) return `maxUnavailable is ${quote(most.value)}: no Pod can ever be evicted`;
  if (least.text === '100%') return 'minAvailable is 100%: no Pod can ever be evicted';
  const amount = readAmount(least);
  if (amount === undefined) return undefined;
  const selector = spec.at('selector');
  const pods = model
    .labelled(selector.at('matchLabels').strings)
    .filter((pod) => scalable(pod) && sameNamespace(object, pod.object) && selects(selector, pod.labels));
  if (pods.length === 0) return undefined;
  const replicas = pods.reduce((sum, pod) => sum + fewestReplicas(pod, model), 0);
  const needed = amountOf(amount, replicas, 'up');
  if (replicas === 0 || needed < replicas) return undefined;
  const who = pods.map((pod) => describeObject(pod.object)).join(' and ');
  return `minAvailable ${String(least.value)} of ${plural(replicas, 'replica')} (${who}) leaves ${replicas} - ${needed} = ${replicas - needed}: no Pod can ever be evicted`;
}

export const disruptionBudget: Rule = {
  id: 'L35',
  name: 'disruption-budget',
  severity: 'warning',
  summary: 'A PodDisruptionBudget allows no eviction, or blocks the eviction of Pods that are not ready.',
  docs: `
Cluster upgrades hang until the budget is deleted. The same goes for \`minAvailable\` as high as the number of replicas.

Without \`AlwaysAllow\` an app that crashes in a loop blocks the drain of its node as well, although it serves no requests. A missing policy is
information; \`IfHealthyBudget\` is a warning.
`,
  bad: budget('maxUnavailable: 0'),
  good: budget('maxUnavailable: 1\nunhealthyPodEvictionPolicy: AlwaysAllow'),

  *object(object, { model }) {
    if (!isKind(object, 'policy', 'PodDisruptionBudget') || object.patch) return;
    const spec = object.part.at('spec');
    const none = allowsNone(object, model);
    if (none !== undefined) {
      yield {
        at: spec.at('maxUnavailable').exists ? spec.at('maxUnavailable') : spec.at('minAvailable'),
        message: `${none}, and a node drain waits forever.`,
        fix: 'maxUnavailable: 1, with at least 2 replicas if a gap is not acceptable.',
      };
    }
    const policy = spec.at('unhealthyPodEvictionPolicy');
    if (policy.text === 'AlwaysAllow') return;
    yield {
      at: policy,
      severity: policy.exists ? 'warning' : 'info',
      message: `unhealthyPodEvictionPolicy is ${policy.text ?? 'IfHealthyBudget (the default)'}: a Pod that is not ready can block the drain of its node.`,
      fix: 'unhealthyPodEvictionPolicy: AlwaysAllow.',
    };
  },
};
