import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

export const pathOf = (file: string): string => examples + file;
export const read = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** Copies an example as it stands. */
export function copyExample(file: string, target: string): string {
  copyFileSync(pathOf(file), target);
  return target;
}

/**
 * Writes a text with other addresses. Each must be there, so that a file whose addresses have changed is not tested with
 * something else than the reader is told.
 */
export function writeWith(text: string, replacements: Readonly<Record<string, string>>, target: string): string {
  let written = text;
  for (const [from, to] of Object.entries(replacements)) {
    if (!written.includes(from)) throw new Error(`"${from}" is not in the file that is to be tested`);
    written = written.replaceAll(from, to);
  }
  writeFileSync(target, written);
  return target;
}

/** A file of a ConfigMap in a manifest, as the Pod finds it. */
export function fromConfigMap(manifest: string, name: string): string {
  for (const document of parseAllDocuments(read(manifest))) {
    const text: unknown = document.getIn(['data', name]);
    if (document.get('kind') === 'ConfigMap' && typeof text === 'string') return text;
  }
  throw new Error(`${manifest} has no ConfigMap with ${name}`);
}
