import type { Part, Container as Spec } from '@probez/kubelet/manifest';
import type { Pod } from './model.ts';
import { type Probe, readProbes } from './probe.ts';

/** A container as the kubelet's reader gives it, and where it stands. */
export interface Container extends Spec {
  readonly pod: Pod;
  readonly part: Part;
  /** An init container with `restartPolicy: Always` is a sidecar: it keeps running beside the main containers. */
  readonly role: 'main' | 'init' | 'sidecar';
  readonly probes: readonly Probe[];
  readonly liveness: Probe | undefined;
  readonly readiness: Probe | undefined;
  readonly startup: Probe | undefined;
}

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
