import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Not imported: bundlers and tracers look into what is joined, and would bring along all that it might be. */
const path = process.getBuiltinModule('node:path');

/** Names under which a bundled app may bring the worker along. None that an app gives to a file of its own. */
const NAMES = ['probez-worker.cjs', 'probez-worker.js', 'probez-worker.mjs'] as const;

/** The worker's file, or where it was looked for in vain. */
export type WorkerFile = { readonly path: string } | { readonly missing: readonly string[] };

/** Where this module is, and the program. */
export interface Surroundings {
  /** The worker's file beside this module; a bundler may have put it elsewhere, and say where a browser would find it. */
  readonly beside: URL | undefined;
  readonly folders: readonly string[];
}

/**
 * The worker's file: the one that was named, else the one beside this module or the program, else that of an installed
 * package. It needs no other file, so it may be copied anywhere.
 */
export function locateWorker(named: string | URL | undefined, around = surroundings()): WorkerFile {
  const missing: string[] = [];
  for (const file of named === undefined ? candidates(around) : [pathOf(named)]) {
    if (existsSync(file)) return { path: file };
    missing.push(file);
  }
  return { missing };
}

function pathOf(named: string | URL): string {
  if (named instanceof URL || named.startsWith('file:')) return fileURLToPath(named);
  return path.resolve(named);
}

function candidates({ beside, folders }: Surroundings): Set<string> {
  const given = beside?.protocol === 'file:' ? fileURLToPath(beside) : undefined;
  const names = [...NAMES, ...published(beside)];
  const paths = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  const installed = folders.map(installedFor);
  return new Set([given, ...paths, ...installed].filter((file) => file !== undefined));
}

/** With webpack's `publicPath` it is `/assets/1a2b3c.cjs` or on another server: the file itself is in the output all the same. */
function published(beside: URL | undefined): readonly string[] {
  if (beside === undefined || !/^(?:file|https?):$/.test(beside.protocol)) return [];
  const [file = '', folder = ''] = beside.pathname.split('/').reverse();
  return [file, `${folder}/${file}`].map(decodeURIComponent);
}

function surroundings(): Surroundings {
  const beside = besideThisModule();
  const program = process.argv[1];
  const folders = [
    ...(beside?.protocol === 'file:' ? [path.dirname(fileURLToPath(beside))] : []),
    ...(typeof __dirname === 'string' ? [path.dirname(join(__dirname, 'probez-worker.cjs'))] : []),
    ...(program === undefined ? [] : [path.dirname(program)]),
  ];
  return { beside, folders: [...new Set(folders)] };
}

/** Bundlers recognise this expression, and the one with `__dirname` above: they bring the file along and say where it is. */
function besideThisModule(): URL | undefined {
  try {
    // For the web some make data of it, or a place on a server.
    return new URL('./probez-worker.cjs', import.meta.url);
  } catch {
    // Bundled to CommonJS, where import.meta is empty.
    return undefined;
  }
}

/** A bundle may run where the packages are installed. Not in a way that bundlers recognise: they would bundle the worker. */
function installedFor(folder: string): string | undefined {
  try {
    return process.getBuiltinModule('node:module').createRequire(path.join(folder, 'x')).resolve('@probez/node/worker');
  } catch {
    return undefined;
  }
}
