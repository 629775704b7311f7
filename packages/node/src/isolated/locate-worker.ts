import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names under which a bundled app may bring the worker along, beside the bundle. */
const BESIDE = ['probez-worker.js', 'probez-worker.mjs', 'probez-worker.cjs'] as const;

/** The worker's file, or where it was looked for in vain. */
export type WorkerFile = { readonly path: string } | { readonly missing: readonly string[] };

/** Finds the worker's file: the one that was named, else one beside a bundle, else the package's own. */
export function locateWorker(named: string | URL | undefined, here: string | undefined = thisFile()): WorkerFile {
  if (named !== undefined) {
    const path = pathOf(named);
    return existsSync(path) ? { path } : { missing: [path] };
  }
  const missing: string[] = [];
  const folders = new Set<string>();
  for (const from of [here, process.argv[1]]) {
    if (from === undefined || folders.has(dirname(from))) continue;
    folders.add(dirname(from));
    for (const name of BESIDE) {
      const path = join(dirname(from), name);
      if (existsSync(path)) return { path };
      missing.push(path);
    }
    try {
      return { path: createRequire(from).resolve('@probez/node/worker') };
    } catch {
      missing.push(`@probez/node/worker from ${dirname(from)}`);
    }
  }
  return { missing };
}

function pathOf(named: string | URL): string {
  if (named instanceof URL || named.startsWith('file:')) return fileURLToPath(named);
  return resolve(named);
}

/** Bundlers to CommonJS leave `import.meta` empty and give `__filename` instead. */
function thisFile(): string | undefined {
  const url: unknown = import.meta.url;
  if (typeof url === 'string' && url.startsWith('file:')) return fileURLToPath(url);
  return typeof __filename === 'string' ? __filename : undefined;
}
