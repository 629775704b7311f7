import { ManifestError, type PodEntry, parsePod, readPods } from '@probez/kubelet';
import { type Pod, readYaml } from '@probez/kubelet/manifest';
import { choosePod } from './choose-pod.ts';
import type { Subject } from './config/config.ts';
import type { InputFile } from './files.ts';
import { podNotes } from './pod-notes.ts';
import { UsageError } from './usage-error.ts';

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a file that is JSON and no Kubernetes object: a trace, or a Pod file with its `spec`. */
export function readPlainJson(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  const { documents, problems } = readYaml(text);
  const value = problems.length > 0 ? undefined : documents[0]?.value; // the manifest reader says what is wrong
  return isObject(value) && value.kind === undefined ? value : undefined;
}

/** Only an image is missing: no obstacle where images are not run. */
export const lacksImage = ({ path, code }: PodEntry['errors'][number]) =>
  path.endsWith('.image') && code === 'required';

/** The manifest in a text: a Pod file is a Pod without its envelope. */
export function toManifest(text: string): unknown {
  const json = readPlainJson(text);
  if (json === undefined || !('spec' in json)) return text;
  const name = typeof json.name === 'string' ? json.name : 'pod';
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: json.spec };
}

/** The Pods of a file, and what could not be read of it: that does not stop the rest. */
function entriesOf({ name, text, unreadable }: InputFile): { entries: PodEntry[]; problems: string[] } {
  if (unreadable !== undefined) return { entries: [], problems: [`cannot read "${name}": ${unreadable}`] };
  const manifest = toManifest(text);
  if (manifest !== text) return { entries: readPods(manifest), problems: [] };
  const { documents, problems } = readYaml(text);
  return {
    entries: documents.flatMap(({ value }) => readPods(value)),
    problems: problems.map(({ message, line, column }) => `${name}: ${message} (line ${line}, column ${column})`),
  };
}

/** A Pod, and what is to be said of it before it runs. */
export interface PodInput {
  readonly pod: Pod;
  /** The object that carries it. */
  readonly subject: Subject;
  readonly notes: readonly string[];
  /** What could not be read, which did not stop the rest. */
  readonly problems: readonly string[];
}

/**
 * Reads the one Pod of all these files. A missing image is no obstacle where images are not run, only a note.
 * @param simulated nothing is really asked
 * @throws UsageError with everything that the API server would object to
 */
export function readPodInput(files: readonly InputFile[], name: string | undefined, simulated: boolean): PodInput {
  const read = files.map(entriesOf);
  const entries = read.flatMap((one) => one.entries);
  const problems = read.flatMap((one) => one.problems);
  const where = files.length === 1 ? (files[0]?.name ?? '') : `these ${files.length} files`;
  try {
    if (entries.length === 0 && problems.length > 0) throw new UsageError(problems.join('\n'));
    const entry = choosePod(where, entries, name);
    if (entry === undefined) {
      const pod = parsePod(files.length === 1 ? files[0]?.text : ''); // there is none, and that is what it says
      return { pod, subject: { kind: 'Pod', name: pod.name }, notes: [], problems };
    }
    if (!entry.errors.every(lacksImage)) throw new ManifestError(`${entry.kind} "${entry.name}"`, entry.errors);
    return {
      pod: entry.pod,
      subject: { kind: entry.kind, name: entry.name, namespace: entry.pod.namespace },
      problems,
      notes: [
        ...entry.errors.map(({ path }) => `${path} is missing: the API server would refuse this manifest`),
        ...entry.warnings.map(({ message }) => message),
        ...podNotes(entry.pod, simulated),
      ],
    };
  } catch (error) {
    if (error instanceof ManifestError) throw new UsageError(`${where}: ${error.message}`);
    throw error;
  }
}
