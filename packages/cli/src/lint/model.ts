import { expandLists, hasLabels, Part, readObject, type Pod as Spec, serviceLabels } from '@probez/kubelet/manifest';
import { toContainer } from './container.ts';
import { isPatch, isRendered, type Unrendered } from './kustomize.ts';
import type { Annotations, Container, KubeObject, Pod } from './pod.ts';
import type { Source } from './source.ts';

export type { KubeObject, Pod } from './pod.ts';

/** Everything that the rules look at: all documents of all files together. */
export interface Model {
  readonly objects: readonly KubeObject[];
  readonly pods: readonly Pod[];
  podsOf(object: KubeObject): readonly Pod[];
  /** The Pods that have all these labels, whatever their namespace. */
  labelled(labels: Spec['labels']): readonly Pod[];
  /** The Pods that a Service selects. */
  servedBy(service: KubeObject): readonly Pod[];
  readonly scalers: readonly KubeObject[];
  /** Documents that are no Kubernetes objects. */
  readonly strangers: readonly { readonly file: string; readonly part: Part }[];
  /** What has to be rendered first. */
  readonly unrendered: readonly Unrendered[];
}

export const isKind = (object: KubeObject, group: string, ...kinds: string[]) =>
  object.group === group && kinds.includes(object.kind);

/** `kind/name`, as kubectl writes it. */
export const describeObject = ({ kind, name }: Pick<KubeObject, 'kind' | 'name'>) => `${kind}/${name || '(no name)'}`;

/** A workload with a rollout or a scale: its spec. */
export const workloadSpec = (pod: Pod): Part => pod.object.part.at('spec');

/** An object without a namespace gets the one it is applied to: it may be any. */
export const sameNamespace = (a: KubeObject, b: KubeObject) =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

/** Finds Pods by their labels: the shortest list of those that have one of them is looked through, not all. */
function labelIndex(pods: readonly Pod[]): Model['labelled'] {
  const lists = new Map<string, Pod[]>();
  const keyOf = ([name, value]: readonly [string, string]) => `${name}\0${value}`;
  for (const pod of pods)
    for (const key of Object.entries(pod.labels).map(keyOf)) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [pod]);
      else list.push(pod);
    }
  return (wanted) => {
    const [shortest = pods] = Object.entries(wanted)
      .map((entry) => lists.get(keyOf(entry)) ?? [])
      .toSorted((one, other) => one.length - other.length);
    return shortest.filter(({ labels }) => hasLabels(labels, wanted));
  };
}

function toPod(
  object: KubeObject,
  part: Part,
  spec: Spec,
  services: readonly KubeObject[],
  defaults: Annotations,
): Pod {
  const all: Container[] = [];
  const pod: Pod = {
    ...spec,
    object,
    metadata: part.at('metadata'),
    spec: part.at('spec'),
    // Those of the template, over those of the controller.
    defaults,
    annotations: { ...object.part.at('metadata', 'annotations').strings, ...spec.annotations },
    all,
    services,
    partial: object.foreign || object.patch,
  };
  for (const list of ['initContainers', 'containers'] as const)
    for (const [index, container] of spec[list].entries())
      all.push(toContainer(pod, pod.spec.at(list, index), container, list));
  return pod;
}

/**
 * Turns documents into the objects that rules speak of.
 * @param defaultsFor what is declared for the Pods of an object elsewhere than there
 */
export function buildModel(
  sources: readonly Source[],
  defaultsFor: (object: KubeObject) => Annotations = () => ({}),
): Model {
  const strangers: Model['strangers'][number][] = [];
  const objects: KubeObject[] = [];
  const unrendered: Unrendered[] = [];
  for (const source of sources) {
    const root = new Part(source.value, [], source);
    if (!root.exists) continue;
    for (const part of expandLists(root)) {
      const object = readObject(part);
      const how = isRendered(part);
      if (how !== undefined) unrendered.push({ file: source.file, part, how });
      else if (object === undefined) strangers.push({ file: source.file, part });
      else
        objects.push({
          ...object,
          file: source.file,
          patch: isPatch(object, source.kustomized || /patch[^/]*$/i.test(source.file)),
        });
    }
  }
  const servicesOf = new Map<Pod, KubeObject[]>();
  const byObject = new Map<KubeObject, Pod[]>();
  for (const object of objects)
    for (const { part, pod: spec } of object.pods) {
      const services: KubeObject[] = [];
      const pod = toPod(object, part, spec, services, defaultsFor(object));
      servicesOf.set(pod, services);
      byObject.set(object, [...(byObject.get(object) ?? []), pod]);
    }
  const pods = [...servicesOf.keys()];
  const labelled = labelIndex(pods);
  const served = new Map<KubeObject, readonly Pod[]>();
  for (const service of objects) {
    const labels = isKind(service, '', 'Service') ? serviceLabels(service.part.at('spec')) : undefined;
    if (labels === undefined) continue;
    const own = labelled(labels).filter((pod) => sameNamespace(pod.object, service));
    served.set(service, own);
    for (const pod of own) servicesOf.get(pod)?.push(service);
  }
  return {
    objects,
    pods,
    podsOf: (object) => byObject.get(object) ?? [],
    labelled,
    servedBy: (service) => served.get(service) ?? [],
    scalers: objects.filter((object) => isKind(object, 'autoscaling', 'HorizontalPodAutoscaler')),
    strangers,
    unrendered,
  };
}
