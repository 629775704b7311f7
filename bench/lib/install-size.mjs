import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url));
const LOCK = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

/** @typedef {{ bytes: number, packages: number, thirdParty: readonly string[] }} Installed */

/**
 * What npm would put on a user's disk for these packages of this checkout, and what they bring along.
 * @param {readonly string[]} names
 * @returns {Promise<Installed>}
 */
export async function installedProbez(names) {
  let bytes = 0;
  const thirdParty = new Set();
  for (const name of names) {
    const folder = join(ROOT, 'packages', name);
    for (const { path, size } of await packedFiles(folder)) if (!path.endsWith('.map')) bytes += size;
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies))
      if (!dependency.startsWith('@probez/')) thirdParty.add(dependency);
  }
  for (const dependency of thirdParty) bytes += sizeOf(join(ROOT, 'node_modules', dependency));
  return { bytes, packages: names.length + thirdParty.size, thirdParty: [...thirdParty] };
}

/** @param {string} folder @returns {Promise<readonly { path: string, size: number }[]>} */
async function packedFiles(folder) {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: folder,
  });
  const report = JSON.parse(stdout);
  // npm 11 and older print a list, newer ones an object by name.
  return Object.values(report)[0].files;
}

/**
 * A peer as the lock file has it, with everything it depends on but what the framework brings.
 * @param {string} name
 * @param {readonly string[]} framework packages that are there anyway
 * @returns {Installed}
 */
export function installedPeer(name, framework) {
  const anyway = new Set(framework.flatMap((each) => [...closureOf(each)]));
  const own = [...closureOf(name)].filter((place) => !anyway.has(place));
  const bytes = own.reduce((sum, place) => sum + sizeOf(join(dirname(MODULES), place)), 0);
  const thirdParty = own
    .map((place) => place.slice(place.lastIndexOf('node_modules/') + 13))
    .filter((each) => each !== name);
  return { bytes, packages: own.length, thirdParty };
}

/** Places in the lock file of a package and of all it depends on. @param {string} name */
function closureOf(name) {
  const seen = new Set();
  const visit = (from, wanted) => {
    const place = resolve(from, wanted);
    if (place === undefined || seen.has(place)) return;
    seen.add(place);
    for (const dependency of Object.keys(LOCK.packages[place].dependencies ?? {})) visit(place, dependency);
  };
  visit('', name);
  return seen;
}

/** As Node looks it up: beside the one who asks, then one level up, and so on. */
function resolve(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (place in LOCK.packages) return place;
    if (at === '') return undefined;
  }
}

/** Bytes of a package's own files, source maps and nested packages apart. @param {string} folder @returns {number} */
function sizeOf(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += sizeOf(path);
    else if (entry.isFile() && !entry.name.endsWith('.map')) bytes += statSync(path).size;
  }
  return bytes;
}
