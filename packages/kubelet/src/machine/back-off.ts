/** What a restart leaves behind: the delay that the next one will need, in milliseconds, and when that was noted. */
export interface BackOffEntry {
  readonly delay: number;
  readonly updated: number;
}

const initialMs = 10_000;
const maxMs = 300_000;

/**
 * The restart back-off of one container: at once, then 10, 20, 40 ... 300 s; forgotten after ten minutes of running.
 * https://github.com/kubernetes/client-go/blob/master/util/flowcontrol/backoff.go (an entry is stale after twice the maximum)
 */
const fresh = (entry: BackOffEntry | undefined, endedAt: number) =>
  entry !== undefined && endedAt - entry.updated <= 2 * maxMs ? entry : undefined;

/** Until when a container whose last process ended then may not be started; undefined when it may. */
export function backOffUntil(entry: BackOffEntry | undefined, endedAt: number, now: number): number | undefined {
  const known = fresh(entry, endedAt);
  if (known === undefined) return undefined;
  const until = endedAt + known.delay;
  return now < until ? until : undefined;
}

/** The container is started again. */
export function nextBackOff(entry: BackOffEntry | undefined, endedAt: number, now: number): BackOffEntry {
  const known = fresh(entry, endedAt);
  return { delay: known === undefined ? initialMs : Math.min(known.delay * 2, maxMs), updated: now };
}
