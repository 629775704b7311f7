/** Why this runtime cannot serve probes off the event loop; `undefined` where it can. */
export function unfitRuntime(
  versions: Readonly<Record<string, string | undefined>> = process.versions,
): string | undefined {
  const { bun, deno } = versions;
  // Both have node:worker_threads, and neither its whole behaviour: their inspectors and their threads are their own.
  if (bun !== undefined) return `Bun ${bun}`;
  if (deno !== undefined) return `Deno ${deno}`;
  return undefined;
}
