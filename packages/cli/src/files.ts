import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from './io.ts';

/** A file, or standard input, as it was read. */
export interface InputFile {
  /** The name for messages: a path, or `-`. */
  readonly name: string;
  readonly text: string;
  /** Why it could not be read; its text is empty then. */
  readonly unreadable?: string;
  /** It was found in a directory, not named. */
  readonly found?: boolean;
  /** A kustomization stands beside it, which may add labels, selectors and images. */
  readonly kustomized?: boolean;
}

const isManifest = /\.(ya?ml|json)$/i;
const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Does it, or says why it cannot be done: one file that cannot be read does not stop the rest. */
function* attempt(name: string, read: () => Iterable<InputFile>): Generator<InputFile> {
  try {
    yield* read();
  } catch (error) {
    yield { name, text: '', unreadable: error instanceof Error ? error.message : String(error) };
  }
}

/** The manifests in a directory, in a fixed order; hidden ones and installed packages are left out. */
function* walk(directory: string): Generator<InputFile> {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* attempt(path, () => walk(path));
    else if (isManifest.test(entry.name)) yield* attempt(path, () => [{ ...readOne(path), found: true }]);
  }
}

function readOne(name: string): InputFile {
  const folder = dirname(name);
  const kustomized = kustomizations.some((one) => existsSync(join(folder, one)));
  return { name, text: readFileSync(name, 'utf8'), ...(kustomized ? { kustomized } : {}) };
}

async function readAll(stdin: Io['stdin']): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stdin) text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Reads what the command line names: files, directories, `-` for standard input. Each file once. */
export async function readFiles(names: readonly string[], io: Io): Promise<InputFile[]> {
  const files = new Map<string, InputFile>();
  for (const name of names) {
    if (name !== '-')
      for (const file of attempt(name, () => (statSync(name).isDirectory() ? walk(name) : [readOne(name)])))
        files.set(file.name, file);
    else if (!files.has('-')) files.set('-', { name: '-', text: await readAll(io.stdin) });
  }
  return [...files.values()];
}
