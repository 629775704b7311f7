import type { Pod } from './model.ts';
import type { Part } from './part.ts';
import { type Probe, readProbes } from './probe.ts';

export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number | undefined;
}

export interface Container {
  readonly pod: Pod;
  readonly part: Part;
  readonly name: string;
  /** An init container with `restartPolicy: Always` is a sidecar: it keeps running beside the main containers. */
  readonly role: 'main' | 'init' | 'sidecar';
  readonly ports: readonly ContainerPort[];
  readonly probes: readonly Probe[];
  readonly liveness: Probe | undefined;
  readonly readiness: Probe | undefined;
  readonly startup: Probe | undefined;
}

const readPorts = (part: Part): ContainerPort[] =>
  part.at('ports').items.map((port) => ({ name: port.at('name').text, number: port.at('containerPort').whole }));

function readContainer(pod: Pod, part: Part, list: 'containers' | 'initContainers', index: number): Container {
  const role = list === 'containers' ? 'main' : part.at('restartPolicy').text === 'Always' ? 'sidecar' : 'init';
  const probes: Probe[] = [];
  const container: Container = {
    pod,
    part,
    name: part.at('name').text ?? `${list}[${index}]`,
    role,
    ports: readPorts(part),
    probes,
    get liveness() {
      return probes.find(({ kind }) => kind === 'liveness');
    },
    get readiness() {
      return probes.find(({ kind }) => kind === 'readiness');
    },
    get startup() {
      return probes.find(({ kind }) => kind === 'startup');
    },
  };
  probes.push(...readProbes(container));
  return container;
}

/** The containers in the order in which they start. */
export function readContainers(pod: Pod): Container[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    pod.spec
      .at(list)
      .items.filter((part) => part.map !== undefined)
      .map((part, index) => readContainer(pod, part, list, index)),
  );
}

/** `kind/name`, as kubectl writes it, and the container. */
export const describePod = (pod: Pod) => `${pod.object.kind}/${pod.object.name}`;
