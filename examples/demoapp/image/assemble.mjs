// `node assemble.mjs FOLDER`: lays out the image's own files, from a workspace that is installed and built. The Dockerfile runs it.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const LICENCE = /^(?:licen[cs]e|notice|copying)/i;
/** What no program loads: TypeScript, source maps, pages, scripts, settings of tools. */
const UNUSED_FILE = /^\.|\.(?:[cm]?ts|map|md|markdown|sh)$/i;
/** Only at the top of a package: deeper down, doc and test are names like any other. */
const UNUSED_FOLDER = /^(?:node_modules|tests?|benchmarks?|examples?|docs)$/i;

const [out] = process.argv.slice(2);
if (out === undefined || existsSync(out))
  throw new Error(`the folder is "${out}"; expected one that does not exist yet`);

const demoapp = fileURLToPath(new URL('..', import.meta.url));
const app = join(out, 'app');
copyPackage(demoapp, ['dist'], app);
cpSync(join(demoapp, '../../LICENSE'), join(app, 'LICENSE'));
addDependencies(demoapp, app);

// There is no env for the "#!/usr/bin/env node" of npm's commands, and no shell that could do without.
const command = join(out, 'usr/local/bin/probez');
mkdirSync(dirname(command), { recursive: true });
writeFileSync(command, "#!/usr/local/bin/node\nrequire('/app/node_modules/probez/bin/probez.cjs');\n");

normalise(out);
chmodSync(command, 0o755);

/** Production dependencies: at the top, or, where another version has that place, with the package that needs them. */
function addDependencies(from, to) {
  const { dependencies, peerDependencies, peerDependenciesMeta } = manifestOf(from);
  const added = [];
  for (const name of Object.keys({ ...dependencies, ...peerDependencies }).sort()) {
    const found = findPackage(name, from);
    // As npm does: ws takes two packages of machine code, if they are there.
    if (found === undefined && peerDependenciesMeta?.[name]?.optional) continue;
    if (found === undefined) throw new Error(`${from} needs ${name}, which is not installed`);
    const present = findPackage(name, to);
    if (present !== undefined && manifestOf(present).version === manifestOf(found).version) continue;
    const folder = join(present === undefined ? app : to, 'node_modules', name);
    // Of our own packages, what npm would publish.
    copyPackage(found, found.includes(`${sep}node_modules${sep}`) ? undefined : manifestOf(found).files, folder);
    added.push([found, folder]);
  }
  // Only now: a dependency of a dependency must not take the place of one of our own.
  for (const [found, folder] of added) addDependencies(found, folder);
}

/** The nearest node_modules upwards that has it, as Node looks; links resolved. */
function findPackage(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (folder === dirname(folder)) return undefined;
  }
}

function copyPackage(from, files, to) {
  for (const name of readdirSync(from)) {
    const wanted =
      name === 'package.json' || LICENCE.test(name) || (files?.includes(name) ?? !UNUSED_FOLDER.test(name));
    if (wanted) cpSync(join(from, name), join(to, name), { recursive: true, filter: isUsed });
  }
}

function isUsed(path) {
  const name = basename(path);
  if (name.endsWith('.node')) throw new Error(`${path} is machine code, and the image may be for another processor`);
  return LICENCE.test(name) || !UNUSED_FILE.test(name);
}

/** The same permissions and times, whoever built it and when; no folder that nothing was left of. */
function normalise(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) normalise(path);
    else {
      chmodSync(path, 0o644);
      utimesSync(path, 0, 0);
    }
  }
  if (readdirSync(folder).length === 0) return rmdirSync(folder);
  chmodSync(folder, 0o755);
  utimesSync(folder, 0, 0);
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
