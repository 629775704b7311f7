import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is published: every folder under packages/. */
export const PACKAGES = readdirSync(`${ROOT}packages`).map((folder) => {
  const directory = `${ROOT}packages/${folder}`;
  const manifest: { name: string; exports?: unknown; bin?: unknown } = JSON.parse(
    readFileSync(`${directory}/package.json`, 'utf8'),
  );
  return { folder, directory, name: manifest.name, isLibrary: manifest.exports !== undefined };
});
