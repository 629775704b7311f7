import type { Container } from './container.ts';
import type { KubeObject, Pod } from './model.ts';

/** The container that a Service sends its requests to, through one of the Service's ports. */
function ownerOf(service: KubeObject, pod: Pod, index: number): Container | undefined {
  const port = service.part.at('spec', 'ports', index);
  const target = port.at('targetPort').exists ? port.at('targetPort') : port.at('port');
  // Plain init containers are gone when traffic comes.
  const candidates = pod.containers.filter(({ role }) => role !== 'init');
  const owner = candidates.find(({ ports }) =>
    ports.some(({ name, number }) =>
      target.text === undefined ? number !== undefined && number === target.whole : name === target.text,
    ),
  );
  // `ports` is optional: the only main container of a Pod owns what nobody declares.
  const [first, ...others] = candidates.filter(({ role }) => role === 'main');
  return owner ?? (others.length === 0 && target.whole !== undefined ? first : undefined);
}

/** The containers that own a targetPort of these Services, each once. */
export function servedContainers(pod: Pod, services: readonly KubeObject[]): Container[] {
  const owners = services.flatMap((service) =>
    service.part.at('spec', 'ports').items.map((_, index) => ownerOf(service, pod, index)),
  );
  return [...new Set(owners)].filter((owner) => owner !== undefined);
}

/** A Job ends by itself and takes no requests: what concerns serving does not concern it. */
export const serves = (pod: Pod) => !['Job', 'CronJob'].includes(pod.object.kind) && pod.services.length > 0;

export const serviceNames = (services: readonly KubeObject[]) => services.map(({ name }) => `"${name}"`).join(', ');
