import { isLoopback, type Pod } from '@probez/kubelet/manifest';

const handlersOf = (pod: Pod) =>
  [...pod.initContainers, ...pod.containers].flatMap((one) =>
    [
      ['startup probe', one.startupProbe?.handler] as const,
      ['readiness probe', one.readinessProbe?.handler] as const,
      ['liveness probe', one.livenessProbe?.handler] as const,
      ['postStart hook', one.postStart] as const,
      ['preStop hook', one.preStop] as const,
    ].flatMap(([what, handler]) =>
      handler !== undefined && 'host' in handler && handler.host !== ''
        ? [{ what: `container ${one.name}: the ${what}`, host: handler.host }]
        : [],
    ),
  );

/** What a node would do otherwise than it is done here, from the manifest alone. @param simulated nothing is really asked */
export function podNotes(pod: Pod, simulated: boolean): string[] {
  const gates = (pod.readinessGates ?? []).map(
    (gate) =>
      `readinessGates: ${gate} is assumed to be true; in a cluster the Pod is not ready until its controller sets it`,
  );
  const hosts = handlersOf(pod).flatMap(({ what, host }) => {
    if (isLoopback(host))
      return pod.hostNetwork
        ? []
        : [`${what} asks ${host}, which is the node itself, where no container of this Pod listens`];
    return simulated ? [`${what} asks ${host}, which is assumed to be this Pod here`] : [];
  });
  return [...gates, ...hosts];
}
