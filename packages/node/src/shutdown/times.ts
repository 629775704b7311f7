/** How long each part of a shutdown may take, in milliseconds. */
export interface Times {
  readonly delayMs: number;
  readonly drainTimeoutMs: number;
  readonly deadlineMs: number;
  /** Why there is no delay, where it was left out because this is a developer's machine. */
  readonly development: string | undefined;
}

/** What was asked for: `undefined` where it follows from the deadline. */
export interface WantedTimes {
  readonly deadlineMs: number;
  readonly delayMs: number | undefined;
  readonly drainTimeoutMs: number | undefined;
  readonly development: string | undefined;
}

/** As long as load balancers usually take to notice, and what closing a database may take. */
const SHARE_MS = 5_000;

/**
 * People set one number, the deadline; the others are shares of it. 28,000 is 5,000 of delay, 18,000 to finish and 5,000 for
 * hooks; the 9,000 that Docker leaves are 3,000, 3,750 and 2,250. An explicit value wins.
 */
export function timesOf({ deadlineMs, delayMs, drainTimeoutMs, development }: WantedTimes): Times {
  const usual = Math.min(SHARE_MS, deadlineMs / 3);
  const delay = delayMs ?? (development === undefined ? usual : 0);
  const rest = Math.max(0, deadlineMs - (delayMs ?? usual));
  // Requests and hooks share what a long delay has left.
  const forHooks = Math.min(SHARE_MS, deadlineMs / 4, rest / 2);
  return {
    deadlineMs,
    delayMs: delay,
    drainTimeoutMs: drainTimeoutMs ?? rest - forHooks,
    development: delayMs === undefined ? development : undefined,
  };
}
