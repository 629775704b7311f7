/**
 * Isolates at the edge end or sleep between requests, and their timers with them. Known by what they say of themselves:
 * https://developers.cloudflare.com/workers/runtime-apis/web-standards/#navigatoruseragent
 * https://edge-runtime.vercel.app/features/available-apis#addressing-the-runtime
 */
export function edgeName(scope: object = globalThis): string | undefined {
  if ('EdgeRuntime' in scope && typeof scope.EdgeRuntime === 'string') return scope.EdgeRuntime;
  const agent: unknown = 'navigator' in scope && Object(scope.navigator).userAgent;
  return agent === 'Cloudflare-Workers' ? agent : undefined;
}

/** Warns once per process: otherwise checks would become stale for no visible reason. */
export function warnAtTheEdge(name = edgeName(), warn: (line: string) => void = console.warn): void {
  if (name === undefined || warned) return;
  warned = true;
  warn(
    `probez: this runs in an edge isolate (${name}), where timers do not run between requests: polled checks become stale. Push results, or await health.refresh() in a request before you answer it. See https://github.com/probez/probez/blob/main/packages/fetch/README.md`,
  );
}

let warned = false;
