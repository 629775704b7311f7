import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import type { InputFile } from './source.ts';

const isManifest = /\.(ya?ml|json)$/i;

/** The manifests in a directory, in a fixed order; hidden ones and installed packages are left out. */
function* walk(directory: string): Generator<string> {
  const entries = readdirSync(directory, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(directory, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (isManifest.test(entry.name)) yield path;
  }
}

const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

function read(name: string): InputFile {
  const folder = dirname(name);
  const kustomized = kustomizations.some((one) => existsSync(join(folder, one)));
  return { name, text: readFileSync(name, 'utf8'), ...(kustomized ? { kustomized } : {}) };
}

function open(name: string): InputFile[] {
  try {
    if (!statSync(name).isDirectory()) return [read(name)];
    return [...walk(name)].map((path) => ({ ...read(path), found: true }));
  } catch (error) {
    throw new UsageError(`cannot read "${name}": ${error instanceof Error ? error.message : String(error)}`);
  }
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
    if (name !== '-') for (const file of open(name)) files.set(file.name, file);
    else if (!files.has('-')) files.set('-', { name: '-', text: await readAll(io.stdin) });
  }
  return [...files.values()];
}
