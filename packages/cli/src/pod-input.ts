import { readFileSync } from 'node:fs';
import { ManifestError, type Pod, type PodEntry, parsePod, readPods, YamlError } from '@probez/kubelet';
import { parse } from 'yaml';
import { choosePod } from './choose-pod.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** Reads a file, or standard input for `-`. */
export async function readText(file: string, io: Io): Promise<string> {
  if (file === '-') {
    const chunks: Uint8Array[] = [];
    for await (const chunk of io.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    return Buffer.concat(chunks).toString('utf8');
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read "${file}": ${error instanceof Error ? error.message : String(error)}`);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of a file that is JSON and no Kubernetes object: a trace, or a Pod file with its `spec`. */
export function readPlainJson(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const value: unknown = parse(text, { uniqueKeys: false });
    return isObject(value) && value.kind === undefined ? value : undefined;
  } catch {
    return undefined; // the manifest reader says what is wrong
  }
}

const lacksImage = ({ path, code }: PodEntry['errors'][number]) => path.endsWith('.image') && code === 'required';

/** The manifest in a text: a Pod file is a Pod without its envelope. */
export function toManifest(text: string): unknown {
  const json = readPlainJson(text);
  if (json === undefined || !('spec' in json)) return text;
  const name = typeof json.name === 'string' ? json.name : 'pod';
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: json.spec };
}

/**
 * Reads the one Pod of a manifest. A missing image is no obstacle where images are not run, only a note.
 * @throws UsageError with everything that the API server would object to
 */
export function readPodInput(file: string, text: string, name: string | undefined): { pod: Pod; notes: string[] } {
  const manifest = toManifest(text);
  try {
    const entry = choosePod(file, readPods(manifest), name);
    if (entry === undefined) return { pod: parsePod(manifest), notes: [] }; // there is none, and that is what it says
    const notes = entry.warnings.map(({ message }) => message);
    if (entry.errors.length === 0) return { pod: entry.pod, notes };
    if (!entry.errors.every(lacksImage)) throw new ManifestError(`${entry.kind} "${entry.name}"`, entry.errors);
    const missing = entry.errors.map(({ path }) => `${path} is missing: the API server would refuse that`);
    return { pod: entry.pod, notes: [...missing, ...notes] };
  } catch (error) {
    if (error instanceof ManifestError || error instanceof YamlError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}
