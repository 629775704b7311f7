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

interface Selector {
  readonly service: KubeObject;
  readonly labels: Spec['labels'];
}

/** The Services that select Pods by themselves; read once, because every Pod asks all of them. */
const readSelectors = (objects: readonly KubeObject[]): Selector[] =>
  objects.flatMap((service) => {
    const labels = isKind(service, '', 'Service') ? serviceLabels(service.part.at('spec')) : undefined;
    return labels === undefined ? [] : [{ service, labels }];
  });

const selectedBy = (object: KubeObject, labels: Spec['labels'], selectors: readonly Selector[]) =>
  selectors
    .filter((one) => hasLabels(labels, one.labels) && sameNamespace(object, one.service))
    .map(({ service }) => service);

function toPod(object: KubeObject, part: Part, spec: Spec, selectors: readonly Selector[], defaults: Annotations): Pod {
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
    services: selectedBy(object, spec.labels, selectors),
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
  const selectors = readSelectors(objects);
  const pods = objects.flatMap((object) =>
    object.pods.map(({ part, pod }) => toPod(object, part, pod, selectors, defaultsFor(object))),
  );
  const byObject = new Map<KubeObject, Pod[]>();
  for (const pod of pods) byObject.set(pod.object, [...(byObject.get(pod.object) ?? []), pod]);
  return { objects, pods, podsOf: (object) => byObject.get(object) ?? [], strangers, unrendered };
}
