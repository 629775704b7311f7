import { type FieldError, ManifestError } from './field-error.ts';
import { type Finding, isRefusal } from './finding.ts';
import { expandLists, type ManifestObject, readObject } from './object.ts';
import { isFields, Part } from './part.ts';
import { pathText } from './path.ts';
import type { Pod } from './types.ts';
import { describeFinding, shown } from './words.ts';
import { readYamlOrThrow } from './yaml.ts';

/** A Pod found in a manifest, and what there is to say of it. */
export interface PodEntry {
  /** `Pod`, or the kind that carries its template. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** The Pod, as far as it could be read: use it only when there are no errors. */
  readonly pod: Pod;
  /** What the API server would refuse. */
  readonly errors: readonly FieldError[];
  /** What the API server takes for something other than it says, in words. */
  readonly warnings: readonly FieldError[];
}

export const toError = (finding: Finding): FieldError => ({
  code: finding.code,
  path: pathText(finding.path),
  message: describeFinding(finding),
});

/** Everything that is a Kubernetes object in these values. */
export const readObjects = (roots: Iterable<Part>): ManifestObject[] =>
  [...roots].flatMap((root) => [...expandLists(root)]).flatMap((part) => readObject(part) ?? []);

/**
 * Finds every Pod in a manifest: a Pod, a Deployment or another object with a Pod template, a List, several documents; objects without
 * Pods are passed over. Objections are returned beside each Pod, not thrown.
 * @param manifest YAML or JSON text, or the parsed object
 * @throws YamlError when the text is no YAML
 */
export function readPods(manifest: unknown): PodEntry[] {
  const roots =
    typeof manifest === 'string'
      ? readYamlOrThrow(manifest).map((document) => new Part(document.value, [], document))
      : [new Part(manifest)];
  return readObjects(roots).flatMap(({ kind, name, pods, foreign, findings }) =>
    (foreign ? [] : pods).map(({ pod }) => ({
      kind,
      name: name || pod.name,
      pod,
      errors: findings.filter(isRefusal).map(toError),
      warnings: findings.filter((finding) => !isRefusal(finding)).map(toError),
    })),
  );
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
    return { code: 'required', path: 'kind', message };
  }
  const message =
    name === undefined
      ? `it has ${entries.length} Pods, name one of them: ${names}`
      : `no Pod ${shown(name)}: it has ${names}`;
  return { code: 'unsupported', path: 'metadata.name', message };
}
