import { type FieldError, ManifestError } from './field-error.ts';
import { type Finding, isRefusal } from './finding.ts';
import { expandLists, type ManifestObject, readObject } from './object.ts';
import { isFields, Part } from './part.ts';
import { pathText } from './path.ts';
import type { Pod } from './types.ts';
import { describeFinding, shown } from './words.ts';
import { readYamlOrThrow } from './yaml.ts';

/** A Pod found in a manifest, with its errors and warnings. */
export interface PodEntry {
  /** `Pod`, or the kind that carries its template. */
  readonly kind: string;
  /** Name of the object. */
  readonly name: string;
  /** The Pod, as far as it could be read. Use it only if there are no errors. */
  readonly pod: Pod;
  /** What the API server would refuse. */
  readonly errors: readonly FieldError[];
  /** What the API server accepts, but with another meaning than it seems to have. */
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
 * Pods are skipped. The errors of a Pod are returned with it, not thrown.
 * @param manifest YAML or JSON text, or the parsed object
 * @throws YamlError if the text is not YAML
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
 * @param name the name of the object, if there are several
 * @throws ManifestError with all errors; YamlError if the text is not YAML
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
