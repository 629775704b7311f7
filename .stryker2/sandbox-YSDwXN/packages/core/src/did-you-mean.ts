/**
 * What an option is called elsewhere, and here: by @nestjs/terminus, @godaddy/terminus, lightship, Kubernetes, Docker,
 * Spring Boot, close-with-grace and others. The first name that the place at hand knows is meant.
 */
// @ts-nocheck

const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  // How often, how long, how many times
  interval: ['periodMs'],
  checkInterval: ['periodMs'],
  pollInterval: ['periodMs'],
  refreshInterval: ['periodMs'],
  every: ['periodMs'],
  frequency: ['periodMs'],
  periodSeconds: ['periodMs'],
  timeout: ['timeoutMs', 'drainTimeoutMs'],
  timeoutSeconds: ['timeoutMs'],
  maxDuration: ['timeoutMs'],
  delay: ['initialDelayMs', 'delayMs'],
  initialDelaySeconds: ['initialDelayMs'],
  startPeriod: ['initialDelayMs'],
  retries: ['failureThreshold'],
  maxFailures: ['failureThreshold'],
  unhealthyThreshold: ['failureThreshold'],
  healthyThreshold: ['successThreshold'],
  ttl: ['staleAfterMs'],
  maxAge: ['staleAfterMs', 'maxAgeMs'],
  cacheDuration: ['staleAfterMs'],
  warnAfter: ['warnAfterMs'],
  degradedAfter: ['warnAfterMs'],
  // What a check does and serves
  check: ['run', 'checks'],
  handler: ['run', 'fallback'],
  fn: ['run'],
  func: ['run'],
  callback: ['run'],
  execute: ['run'],
  subscribe: ['attach'],
  probe: ['probes'],
  endpoints: ['probes', 'paths'],
  required: ['critical'],
  optional: ['critical'],
  title: ['name'],
  id: ['name', 'serviceId'],
  key: ['name'],
  healthChecks: ['checks'],
  indicators: ['checks'],
  log: ['logger'],
  // Endpoints
  path: ['paths'],
  url: ['paths'],
  routes: ['paths'],
  basePath: ['prefix'],
  statusError: ['failureStatus'],
  failStatus: ['failureStatus'],
  verbose: ['details'],
  secret: ['token'],
  body: ['passBody', 'expectBody'],
  hostname: ['host'],
  address: ['host'],
  // Shutdown
  beforeShutdown: ['onDrain'],
  preShutdown: ['onDrain'],
  onSignal: ['onClose'],
  onShutdown: ['onClose'],
  cleanup: ['onClose'],
  signal: ['signals'],
  shutdownDelay: ['delayMs'],
  beforeShutdownDelay: ['delayMs'],
  gracefulShutdownTimeout: ['drainTimeoutMs'],
  gracePeriod: ['deadlineMs'],
  terminationGracePeriodSeconds: ['deadlineMs'],
  forceExitTimeout: ['deadlineMs'],
  forceTimeout: ['deadlineMs'],
};

const BY_BARE_NAME: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ELSEWHERE).map(([name, ours]) => [bare(name), ours]),
);

/** The longest name worth comparing: what is longer is no slip of the pen. */
const MAX_LENGTH = 64;

/**
 * The known name that was probably meant: one that differs by case, by `Ms` or a plural; what other libraries call it; or
 * one that is a slip away, at most a quarter of its letters. `undefined` where none is near.
 */
export function didYouMean(name: string, known: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const wanted = bare(name);
  const same = known.find((each) => bare(each) === wanted);
  if (same !== undefined) return same;
  return BY_BARE_NAME.get(wanted)?.find((each) => known.includes(each)) ?? nearest(wanted, known);
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_]/g, '')
    .replace(/(.)(?:millis|ms|s)$/, '$1');
}

function nearest(wanted: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 4)) + 1;
  for (const candidate of known) {
    const plain = bare(candidate);
    if (Math.abs(plain.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, plain);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** Edits between two words, a swap of neighbours counting as one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const at = (line: readonly number[], index: number): number => line[index] ?? 0;
      const replaced = at(previous, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const swapped = row > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          replaced,
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
