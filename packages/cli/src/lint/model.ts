import { type Container, readContainers } from './container.ts';
import { Part } from './part.ts';
import type { Source } from './source.ts';

/** Any Kubernetes object. */
export interface KubeObject {
  readonly part: Part;
  readonly kind: string;
  /** The API group without its version; empty for the core group. */
  readonly group: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

/** An object that carries a Pod: the Pod itself, or a controller with a template of it. */
export interface Pod {
  readonly object: KubeObject;
  readonly metadata: Part;
  readonly spec: Part;
  readonly labels: Readonly<Record<string, string>>;
  /** Those of the template, over those of the controller. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  /** Seconds between SIGTERM (or the preStop hook) and SIGKILL. */
  readonly grace: number;
  readonly restartPolicy: string;
  readonly hostNetwork: boolean;
  /** The Services among the given documents that select it. */
  readonly services: readonly KubeObject[];
}

/** Everything that the rules look at: all documents of all files together. */
export interface Model {
  readonly objects: readonly KubeObject[];
  readonly pods: readonly Pod[];
  readonly autoscalers: readonly KubeObject[];
  /** Documents that are no Kubernetes objects. */
  readonly strangers: readonly Part[];
}

/** The templates by group and kind; anything else, custom resources too, is left alone. */
const templates: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'],
  'extensions/DaemonSet': ['spec', 'template'],
  'extensions/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Where the Pod is inside an object of this kind; undefined when it carries none. */
export const templatePath = ({ group, kind }: KubeObject): readonly string[] | undefined => {
  const key = `${group}/${kind}`;
  return Object.hasOwn(templates, key) ? templates[key] : undefined;
};

/** Kinds that exist once among the groups above: an object without an apiVersion is still recognised, and reported. */
const coreGroups: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(templates)
    .filter((key) => !key.startsWith('extensions/'))
    .map((key) => [key.slice(key.indexOf('/') + 1), key.slice(0, key.indexOf('/'))]),
);

/** `apps` of `apps/v1`; without an apiVersion the group that the kind is usually in. */
function groupOf(kind: string, version: string | undefined): string {
  if (version === undefined) return (Object.hasOwn(coreGroups, kind) ? coreGroups[kind] : undefined) ?? '';
  return version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
}

/** More objects than this in one list is an attack, not a manifest. */
const mostObjects = 100_000;

function readObject(part: Part): KubeObject | undefined {
  const kind = part.at('kind').text;
  const version = part.at('apiVersion').text;
  if (kind === undefined) return undefined;
  const metadata = part.at('metadata');
  return {
    part,
    kind,
    group: groupOf(kind, version),
    name: metadata.at('name').text ?? metadata.at('generateName').text ?? '(no name)',
    namespace: metadata.at('namespace').text,
  };
}

/** Opens lists (`kubectl get -o yaml` gives one), also lists of lists, as far as they stay sane. */
function* expand(part: Part, budget: { left: number }, depth = 0): Generator<Part> {
  const isList = part.at('kind').text?.endsWith('List') === true && Array.isArray(part.at('items').value);
  if (!isList || depth > 4) {
    if (budget.left-- > 0) yield part;
    return;
  }
  for (const item of part.at('items').items) {
    if (budget.left <= 0) return;
    yield* expand(item, budget, depth + 1);
  }
}

const grace = (spec: Part) => {
  const given = spec.at('terminationGracePeriodSeconds').whole;
  return given === undefined || given < 0 ? 30 : given;
};

/** An object without a namespace gets the one it is applied to: it may be any. */
export const sameNamespace = (a: KubeObject, b: KubeObject) =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

interface Selector {
  readonly service: KubeObject;
  readonly labels: readonly (readonly [string, string])[];
}

/** The Services that select Pods by themselves; read once, because every Pod asks all of them. */
function readSelectors(objects: readonly KubeObject[]): Selector[] {
  return objects
    .filter((object) => isKind(object, '', 'Service') && object.part.at('spec', 'type').text !== 'ExternalName')
    .map((service) => ({ service, labels: Object.entries(service.part.at('spec', 'selector').strings) }))
    .filter(({ labels }) => labels.length > 0);
}

const selectedBy = (object: KubeObject, labels: Pod['labels'], selectors: readonly Selector[]) =>
  selectors
    .filter((one) => one.labels.every(([key, value]) => labels[key] === value) && sameNamespace(object, one.service))
    .map(({ service }) => service);

function readPod(object: KubeObject, selectors: readonly Selector[]): Pod | undefined {
  const path = templatePath(object);
  if (path === undefined) return undefined;
  const template = object.part.at(...path);
  const spec = template.at('spec');
  if (spec.map === undefined) return undefined;
  const metadata = template.at('metadata');
  const labels = metadata.at('labels').strings;
  const containers: Container[] = [];
  const pod: Pod = {
    object,
    metadata,
    spec,
    labels,
    annotations: {
      ...object.part.at('metadata', 'annotations').strings,
      ...metadata.at('annotations').strings,
    },
    containers,
    grace: grace(spec),
    restartPolicy: spec.at('restartPolicy').text ?? 'Always',
    hostNetwork: spec.at('hostNetwork').value === true,
    services: selectedBy(object, labels, selectors),
  };
  containers.push(...readContainers(pod));
  return pod;
}

/** Turns documents into the objects that rules speak of. */
export function buildModel(sources: readonly Source[]): Model {
  const strangers: Part[] = [];
  const objects: KubeObject[] = [];
  const budget = { left: mostObjects };
  for (const source of sources) {
    const root = new Part(source, [], source.value);
    if (!root.exists) continue;
    for (const part of expand(root, budget)) {
      const object = readObject(part);
      if (object === undefined) strangers.push(part);
      else objects.push(object);
    }
  }
  const selectors = readSelectors(objects);
  const pods = objects.map((object) => readPod(object, selectors)).filter((pod) => pod !== undefined);
  const autoscalers = objects.filter((object) => isKind(object, 'autoscaling', 'HorizontalPodAutoscaler'));
  return { objects, pods, autoscalers, strangers };
}

/** A workload with a rollout or a scale: its spec. */
export const workloadSpec = (pod: Pod): Part => pod.object.part.at('spec');

export const isKind = (object: KubeObject, group: string, ...kinds: string[]) =>
  object.group === group && kinds.includes(object.kind);
