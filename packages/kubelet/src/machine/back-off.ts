export interface BackOffOptions {
  /** @default 10_000 */
  readonly initialMs?: number;
  /** @default 300_000 */
  readonly maxMs?: number;
}

/** The restart back-off of one container: at once, then 10, 20, 40 ... 300 s; forgotten after ten minutes of running. */
export interface BackOff {
  /** Until when a container that finished then may not be started; undefined when it may. */
  waitUntil(finishedAt: number, now: number): number | undefined;
  /** How long the current delay is, in milliseconds. */
  delay(): number;
  /** The container is started again. */
  started(finishedAt: number, now: number): void;
}

export function createBackOff({ initialMs = 10_000, maxMs = 300_000 }: BackOffOptions = {}): BackOff {
  let entry: { delay: number; updated: number } | undefined;
  // https://github.com/kubernetes/client-go/blob/master/util/flowcontrol/backoff.go: twice the maximum
  const expired = (finishedAt: number) => entry !== undefined && finishedAt - entry.updated > 2 * maxMs;
  return {
    waitUntil(finishedAt, now) {
      if (entry === undefined || expired(finishedAt)) return undefined;
      const until = finishedAt + entry.delay;
      return now < until ? until : undefined;
    },
    delay: () => entry?.delay ?? 0,
    started(finishedAt, now) {
      const delay = entry === undefined || expired(finishedAt) ? initialMs : Math.min(entry.delay * 2, maxMs);
      entry = { delay, updated: now };
    },
  };
}
