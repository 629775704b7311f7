import type { Part, Container as Spec } from '@probez/kubelet/manifest';
import type { Container, Pod, Probe } from './pod.ts';
import { readProbes } from './probe.ts';

export type { Container } from './pod.ts';

export function toContainer(pod: Pod, part: Part, spec: Spec, list: 'containers' | 'initContainers'): Container {
  const role = list === 'containers' ? 'main' : spec.restartPolicy === 'Always' ? 'sidecar' : 'init';
  const probes: Probe[] = [];
  const of = (kind: Probe['kind']) => probes.find((probe) => probe.kind === kind);
  const container: Container = {
    ...spec,
    name: spec.name === '' ? `${list}[${part.path.at(-1)}]` : spec.name,
    pod,
    part,
    role,
    probes,
    get liveness() {
      return of('liveness');
    },
    get readiness() {
      return of('readiness');
    },
    get startup() {
      return of('startup');
    },
  };
  probes.push(...readProbes(container));
  return container;
}
