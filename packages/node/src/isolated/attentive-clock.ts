/** Time as one thread has lived through it. */
export interface AttentiveClock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** The thread is running. To be called every `tickMs`. */
  tick(): void;
}

/**
 * A clock that leaves out the time in which its own thread did not run. A process that is stopped (SIGSTOP), throttled or
 * suspended stands still as a whole: that says nothing about its event loop. `machine` is monotonic time in milliseconds.
 */
export function createAttentiveClock(machine: () => number, tickMs: number): AttentiveClock {
  // Timers are late by some milliseconds on any busy machine: that much is no gap.
  const allowedMs = 2 * tickMs + 50;
  let lastTick = machine();
  let lost = 0;
  const gap = (now: number): number => Math.max(0, now - lastTick - allowedMs);
  return {
    now() {
      const now = machine();
      return now - lost - gap(now);
    },
    tick() {
      const now = machine();
      lost += gap(now);
      lastTick = now;
    },
  };
}
