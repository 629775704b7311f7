import type { Container } from './container.ts';
import { type KubeObject, type Model, type Pod, sameNamespace, workloadSpec } from './model.ts';

/** The container that a Service sends its requests to, through one of the Service's ports. */
function ownerOf(service: KubeObject, pod: Pod, index: number): Container | undefined {
  const port = service.part.at('spec', 'ports', index);
  const target = port.at('targetPort').exists ? port.at('targetPort') : port.at('port');
  // Plain init containers are gone when traffic comes.
  const candidates = pod.all.filter(({ role }) => role !== 'init');
  const owner = candidates.find(({ ports }) =>
    ports.some(({ name, containerPort }) =>
      target.text === undefined ? containerPort === target.whole : name === target.text,
    ),
  );
  // `ports` is optional: the only main container of a Pod owns what nobody declares.
  const [first, ...others] = candidates.filter(({ role }) => role === 'main');
  return owner ?? (others.length === 0 && target.whole !== undefined ? first : undefined);
}

/** The containers that own a targetPort of these Services, each once. */
export function servedContainers(pod: Pod, services: readonly KubeObject[]): Container[] {
  const owners = services.flatMap((service) =>
    service.part
      .at('spec', 'ports')
      .items.flatMap((port, index) => (isForScraping(port.at('name').text) ? [] : ownerOf(service, pod, index))),
  );
  return [...new Set(owners)].filter((owner) => owner !== undefined);
}

/** A port that takes scrapes: one that is lost is made up for by the next one. */
const isForScraping = (name: string | undefined) => /metric|prometheus|monitor|exporter/i.test(name ?? '');

function isScraped({ part, name }: KubeObject): boolean {
  const ports = part.at('spec', 'ports').items.map((port) => port.at('name').text);
  return ports.length > 0 && ports.every((port) => isForScraping(port ?? name));
}

/** The Services that send requests here. A Job ends by itself and takes none. */
export const requestsOf = (pod: Pod): KubeObject[] =>
  pod.partial || ['Job', 'CronJob'].includes(pod.object.kind) ? [] : pod.services.filter((one) => !isScraped(one));

export const serviceNames = (services: readonly KubeObject[]) =>
  [...new Set(services.map(({ name }) => `"${name}"`))].join(', ');

/** One that spreads requests over its Pods; a headless one is for finding them. */
export const isBalanced = ({ part }: KubeObject) => part.at('spec', 'clusterIP').text !== 'None';

const scales = (object: KubeObject, pod: Pod) => {
  const target = object.part.at('spec', 'scaleTargetRef');
  return (
    target.at('kind').text === pod.object.kind &&
    target.at('name').text === pod.object.name &&
    sameNamespace(object, pod.object)
  );
};

/** The fewest replicas that a workload runs with: its own number, or its autoscaler's minimum. A DaemonSet has one on every node. */
export function fewestReplicas(pod: Pod, { scalers }: Model): number {
  if (pod.object.kind === 'DaemonSet') return 2;
  const scaler = scalers.find((object) => scales(object, pod));
  if (scaler !== undefined) return scaler.part.at('spec', 'minReplicas').whole ?? 1;
  return pod.object.kind === 'Pod' ? 1 : (workloadSpec(pod).at('replicas').whole ?? 1);
}
