import { readdirSync, readFileSync } from 'node:fs';

/** The recordings in one folder below recorded/, by name. */
export function recordings(folder: 'traces' | 'pods' | 'rollouts'): [string, Record<string, unknown>][] {
  const directory = new URL(`./recorded/${folder}/`, import.meta.url);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(file, directory), 'utf8'))]);
}
