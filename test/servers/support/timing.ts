/** The numbers of these runs, small so that the suite is quick; the table says so. */
export const TIMING = { periodMs: 1_000, timeoutMs: 500, recheckMs: 250, jitter: 0 } as const;
