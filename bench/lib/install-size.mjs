import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = fileURLToPath(new URL('../node_modules/', import.meta.url));
const LOCK = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

/** What a file system gives out at least, and a folder takes. */
const BLOCK = 4096;

/** @typedef {{ bytes: number, onDisk: number, packages: number, thirdParty: readonly string[] }} Installed */

/**
 * What npm would put on a user's disk for these packages of this checkout, and what they bring along.
 * @param {readonly string[]} names
 * @returns {Promise<Installed>}
 */
export async function installedProbez(names) {
  const sizes = [];
  const thirdParty = new Set();
  for (const name of names) {
    const folder = join(ROOT, 'packages', name);
    const files = await packedFiles(folder);
    sizes.push(...files.map(({ size }) => size), ...foldersOf(files));
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const dependency of Object.keys(dependencies))
      if (!dependency.startsWith('@probez/')) thirdParty.add(dependency);
  }
  for (const dependency of thirdParty) sizes.push(...sizesIn(join(ROOT, 'node_modules', dependency)));
  return { ...sum(sizes), packages: names.length + thirdParty.size, thirdParty: [...thirdParty] };
}

/** By folder: core and node are in every adapter's. @type {Map<string, Promise<readonly { path: string, size: number }[]>>} */
const packed = new Map();

/** What npm would publish of a folder. @param {string} folder */
export function packedFiles(folder) {
  const files = packed.get(folder) ?? pack(folder);
  packed.set(folder, files);
  return files;
}

/** @param {string} folder @returns {Promise<readonly { path: string, size: number }[]>} */
async function pack(folder) {
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
  const sizes = own.flatMap((place) => sizesIn(join(dirname(MODULES), place)));
  const thirdParty = own
    .map((place) => place.slice(place.lastIndexOf('node_modules/') + 13))
    .filter((each) => each !== name);
  return { ...sum(sizes), packages: own.length, thirdParty };
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

/** A folder has no bytes, and takes a block. */
const FOLDER = 'folder';

/** @param {readonly { path: string }[]} files @returns {readonly 'folder'[]} */
const foldersOf = (files) => [...new Set(files.map(({ path }) => dirname(path)))].map(() => FOLDER);

/** Sizes of a package's own files, nested packages apart. @param {string} folder @returns {readonly (number | 'folder')[]} */
function sizesIn(folder) {
  const inside = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sizesIn(path);
    return entry.isFile() ? [statSync(path).size] : [];
  });
  return [FOLDER, ...inside];
}

/** @param {readonly (number | 'folder')[]} sizes */
const sum = (sizes) => ({
  bytes: sizes.reduce((total, size) => total + (size === FOLDER ? 0 : size), 0),
  onDisk: sizes.reduce((total, size) => total + (size === FOLDER ? BLOCK : Math.ceil(size / BLOCK) * BLOCK), 0),
});
