import { isMainThread } from 'node:worker_threads';
import type { WorkerFile } from './locate-worker.ts';
import type { SentSnapshot } from './protocol.ts';
import { sizeOf } from './snapshot-size.ts';

/** What this process is, as far as it matters here; `process` itself. */
export interface Runtime {
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly features?: { readonly inspector?: boolean };
  readonly permission?: { has(scope: string): boolean } | undefined;
}

/** Why the probes cannot be served from a worker thread here, as the beginning of a sentence; `undefined` where they can. */
export function runtimeBarrier({ versions, permission }: Runtime): string | undefined {
  const { bun, deno } = versions;
  // Both have node:worker_threads, and neither its whole behaviour: their inspectors and their threads are their own.
  const other = bun === undefined ? deno && `Deno ${deno}` : `Bun ${bun}`;
  if (other !== undefined) return `isolated: true works in Node only; on ${other}`;
  if (permission !== undefined && !permission.has('worker'))
    return "Node's permission model forbids worker threads (start Node with --allow-worker), so";
  return undefined;
}

/** Why there can be no worker, if its file was not found. */
export function fileBarrier(file: WorkerFile): string | undefined {
  if ('path' in file) return undefined;
  const places = file.missing.join(', ');
  return `the worker's file was not found (looked for ${places}). Mark @probez/node as external in your bundler, or set the option worker to the path of the file; until then`;
}

/** The worker's memory must hold two snapshots, and the answers that are printed from one. */
const MAX_SNAPSHOT_BYTES = 16 * 2 ** 20;

/** Why there can be no worker, if the snapshot does not fit into its memory. */
export function sizeBarrier({ snapshot }: SentSnapshot): string | undefined {
  const bytes = snapshot.checks.reduce((sum, check) => sum + sizeOf(check), 0);
  if (bytes <= MAX_SNAPSHOT_BYTES) return undefined;
  return `a snapshot of ${snapshot.checks.length} checks and ${megabytes(bytes)} is too large for the worker (at most ${megabytes(MAX_SNAPSHOT_BYTES)}): use shorter reasons and observed values; until then`;
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`;

/**
 * Why the stack of a stalled main thread cannot be read, as the end of a sentence; `undefined` if it can. Trying it anyway ends
 * the process (Node 20 to 24) or the worker (26).
 * @see https://nodejs.org/api/permissions.html
 */
export function stackBarrier({ features, permission }: Runtime, inMain = isMainThread): string | undefined {
  if (!inMain) return "the app is in a worker thread, and only the main thread's stack can be read";
  if (features?.inspector === false) return 'this Node was built without the inspector';
  if (permission !== undefined && !permission.has('inspector'))
    return "Node's permission model forbids the inspector (Node versions that have --allow-inspector can allow it)";
  return undefined;
}
