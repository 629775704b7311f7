import { type KubeObject, type Model, type Pod, sameNamespace, workloadSpec } from './model.ts';

/** The autoscaler among the given documents that scales this workload. */
function autoscaler(pod: Pod, model: Model): KubeObject | undefined {
  return model.autoscalers.find((object) => {
    const target = object.part.at('spec', 'scaleTargetRef');
    return (
      target.at('kind').text === pod.object.kind &&
      target.at('name').text === pod.object.name &&
      sameNamespace(object, pod.object)
    );
  });
}

/** The fewest replicas that a workload runs with: its own number, or its autoscaler's minimum. */
export function fewestReplicas(pod: Pod, model: Model): number {
  const scaler = autoscaler(pod, model);
  if (scaler !== undefined) return scaler.part.at('spec', 'minReplicas').whole ?? 1;
  return workloadSpec(pod).at('replicas').whole ?? 1;
}
