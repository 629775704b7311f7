import { createErrorList, type FieldError, ManifestError, shown } from './field-error.ts';
import { readPod } from './pod.ts';
import { createReader, isFields } from './reader.ts';
import type { Pod, RestartPolicy } from './types.ts';
import { readYaml } from './yaml.ts';

/** A Pod found in a manifest, and the objections against it. */
export interface PodEntry {
  /** `Pod`, or the kind that carries its template. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** The Pod, as far as it could be read: use it only when there are no errors. */
  readonly pod: Pod;
  readonly errors: readonly FieldError[];
}

interface Carrier {
  readonly template: readonly string[];
  readonly restartPolicies: readonly RestartPolicy[];
}

const always: Carrier = { template: ['spec', 'template'], restartPolicies: ['Always'] };
const once: readonly RestartPolicy[] = ['OnFailure', 'Never'];

/** The kinds that carry Pods, and where. */
const carriers: Record<string, Carrier | undefined> = {
  Deployment: always,
  ReplicaSet: always,
  StatefulSet: always,
  DaemonSet: always,
  ReplicationController: always,
  Job: { template: ['spec', 'template'], restartPolicies: once },
  CronJob: { template: ['spec', 'jobTemplate', 'spec', 'template'], restartPolicies: once },
  PodTemplate: { template: ['template'], restartPolicies: ['Always', 'OnFailure', 'Never'] },
};

function readObject(object: unknown): PodEntry[] {
  if (!isFields(object)) return [];
  const kind = typeof object.kind === 'string' ? object.kind : '';
  if (kind.endsWith('List') && Array.isArray(object.items)) return object.items.flatMap(readObject);
  const errors = createErrorList();
  if (kind === 'Pod') {
    if (object.apiVersion !== 'v1') errors.invalid('apiVersion', object.apiVersion ?? '', 'must be "v1" for a Pod');
    const pod = readPod(errors, object, '');
    return [{ kind, name: pod.name, pod, errors: errors.errors }];
  }
  const carrier = Object.hasOwn(carriers, kind) ? carriers[kind] : undefined;
  if (carrier === undefined) return [];
  const metadata = createReader(errors, object.metadata, 'metadata');
  const name = metadata.string('name') ?? '';
  if (name === '' && !metadata.has('generateName'))
    errors.required('metadata.name', 'name or generateName is required');
  let template: unknown = object;
  for (const key of carrier.template) template = isFields(template) ? template[key] : undefined;
  const pod = readPod(errors, template, carrier.template.join('.'), {
    ownerName: name === '' ? 'pod' : name,
    restartPolicies: carrier.restartPolicies,
    ...(typeof metadata.get('namespace') === 'string' ? { namespace: String(metadata.get('namespace')) } : {}),
  });
  return [{ kind, name, pod, errors: errors.errors }];
}

/**
 * Finds every Pod in a manifest: a Pod, a Deployment or another object with a Pod template, a List, several documents; objects without
 * Pods are passed over. Objections are returned beside each Pod, not thrown.
 * @param manifest YAML or JSON text, or the parsed object
 * @throws YamlError when the text is no YAML
 */
export function readPods(manifest: unknown): PodEntry[] {
  const documents = typeof manifest === 'string' ? readYaml(manifest) : [manifest];
  return documents.flatMap(readObject);
}

/**
 * Reads the one Pod of a manifest, validated as the API server does and with its defaults.
 * @param manifest YAML or JSON text, or the parsed object
 * @param name which object, where there are several
 * @throws ManifestError with every objection; YamlError when the text is no YAML
 */
export function parsePod(manifest: unknown, name?: string): Pod {
  const entries = readPods(manifest);
  const found = name === undefined ? entries : entries.filter((entry) => entry.name === name);
  const [entry] = found;
  if (entry === undefined || found.length > 1)
    throw new ManifestError('the manifest', [chooseError(entries, name, manifest)]);
  if (entry.errors.length > 0) throw new ManifestError(`${entry.kind} ${shown(entry.name)}`, entry.errors);
  return entry.pod;
}

function chooseError(entries: readonly PodEntry[], name: string | undefined, manifest: unknown): FieldError {
  const names = entries.map((entry) => `${entry.kind.toLowerCase()}/${entry.name}`).join(', ');
  if (entries.length === 0) {
    const kind = isFields(manifest) ? `, only kind ${shown(manifest.kind)}` : '';
    const message = `no Pod in it${kind}: expected a Pod, or a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob`;
    return { path: 'kind', kind: 'Required value', message };
  }
  const message =
    name === undefined
      ? `it has ${entries.length} Pods, name one of them: ${names}`
      : `no Pod ${shown(name)}: it has ${names}`;
  return { path: 'metadata.name', kind: 'Invalid value', message };
}
