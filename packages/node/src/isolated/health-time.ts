import type { AttentiveClock } from './attentive-clock.ts';
import type { SentSnapshot } from './protocol.ts';

/** The time by which a snapshot's states turn stale, on another thread than its health's. */
export interface HealthTime {
  now(): number;
  /** A snapshot has come. */
  received(sent: SentSnapshot): void;
  /** To be called with every tick: whether the other thread is held, and brings no news. */
  tick(held: boolean): void;
}

export function createHealthTime(clock: AttentiveClock, tickMs: number): HealthTime {
  /** When the newest snapshot came, on this thread's clock and on that of the snapshot's health. */
  let last = { here: 0, there: 0 };
  let heldMs = 0;
  let tickedAt = clock.now();
  return {
    /**
     * Two ticks behind, because a result may take that long to arrive: a check that reported in time must not look stale here.
     * A main thread that runs judges by itself, and its verdict arrives at once.
     */
    now: () => last.there + clock.now() - last.here - heldMs - 2 * tickMs,
    received({ snapshot, sentAt }) {
      // Time in which nobody ran is not on its way either.
      last = { here: clock.now(), there: snapshot.at + clock.now() - clock.at(sentAt) };
      heldMs = 0;
    },
    tick(held) {
      const at = clock.now();
      if (held) heldMs += at - Math.max(tickedAt, last.here);
      tickedAt = at;
    },
  };
}
