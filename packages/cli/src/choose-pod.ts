import type { PodEntry } from '@probez/kubelet';
import { UsageError } from './usage-error.ts';

/** The ways to name a Pod of a manifest, the shortest first; the last tells apart what even its namespace does not. */
function namesOf(entry: PodEntry, entries: readonly PodEntry[]): string[] {
  const { name, pod } = entry;
  const kind = entry.kind.toLowerCase();
  const full = `${pod.namespace}/${kind}/${name}`;
  const alike = entries.filter((one) => `${one.pod.namespace}/${one.kind.toLowerCase()}/${one.name}` === full);
  return [name, `${kind}/${name}`, full, `${full}#${alike.indexOf(entry) + 1}`];
}

/** For each Pod the shortest of its names that no other has, but never without its kind. */
function shownNames(entries: readonly PodEntry[]): string[] {
  const all = entries.map((entry) => namesOf(entry, entries));
  return all.map(
    (names, index) =>
      names.slice(1).find((name) => !all.some((others, other) => other !== index && others.includes(name))) ??
      names[3] ??
      '',
  );
}

/**
 * Chooses the Pod that `--pod` names: `web`, `deployment/web`, `namespace/deployment/web`. Whatever a list of ours shows is taken.
 * @throws UsageError where none or several fit, with the names that do
 */
export function choosePod(file: string, entries: readonly PodEntry[], given: string | undefined): PodEntry | undefined {
  const wanted = given?.replace(
    /^((?:[^/]*\/)?)([^/]+)(?=\/)/,
    (_all, before, kind) => `${before}${kind.toLowerCase()}`,
  );
  const found = wanted === undefined ? entries : entries.filter((entry) => namesOf(entry, entries).includes(wanted));
  if (found.length === 1 || entries.length === 0) return found[0];
  const shown = shownNames(entries);
  const list = (some: readonly PodEntry[]) => some.map((one) => shown[entries.indexOf(one)]).join(', ');
  if (given === undefined)
    throw new UsageError(`there are ${entries.length} Pods in ${file}: choose one with --pod: ${list(entries)}`);
  if (found.length === 0) throw new UsageError(`--pod "${given}": no such Pod in ${file}: there are ${list(entries)}`);
  throw new UsageError(
    `--pod "${given}" matches ${found.length} Pods of ${file}: use ${list(found).replace(/, ([^,]*)$/, ' or $1')}`,
  );
}
