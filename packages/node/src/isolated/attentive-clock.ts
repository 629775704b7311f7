/** Time as one thread has lived through it. */
export interface AttentiveClock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Converts a recent moment of `machine` into this clock's time. */
  at(moment: number): number;
  /** The thread is running. To be called every `tickMs`. */
  tick(): void;
}

/**
 * A clock that leaves out the time in which its own thread did not run. A process that is stopped (SIGSTOP), frozen, throttled
 * or suspended stands still as a whole: that says nothing about its event loop. `machine` is monotonic time in milliseconds.
 */
export function createAttentiveClock(machine: () => number, tickMs: number): AttentiveClock {
  // Timers are late by some milliseconds on any busy machine: that much is no gap.
  const allowedMs = 2 * tickMs + 50;
  let lastTick = machine();
  let lost = 0;
  /** The last gap's end, and what was lost before it. */
  let gap = { end: Number.NEGATIVE_INFINITY, lostBefore: 0 };

  /** Also called by readers, who may notice a gap before the next tick does. */
  function look(): number {
    const now = machine();
    const missing = now - lastTick - allowedMs;
    if (missing <= 0) return now;
    gap = { end: now, lostBefore: lost };
    lost += missing;
    lastTick = now - allowedMs;
    return now;
  }

  return {
    now: () => look() - lost,
    at(moment) {
      look();
      if (moment >= gap.end) return moment - lost;
      return Math.min(moment - gap.lostBefore, gap.end - lost);
    },
    tick() {
      lastTick = look();
    },
  };
}
