import type { Health } from '@probez/core';
import { machineNow, type SentSnapshot } from './protocol.ts';

/** How many changes per beat are sent at once: those of a probe's status, and those of checks alone. The rest waits. */
const EAGER = { probe: 20, check: 4 } as const;

/** The way of health's snapshots to the worker. */
export interface Feed {
  /** The snapshot as it is now. */
  take(): SentSnapshot;
  /** Tells what has changed since the last time, if anything has. */
  beat(): void;
  close(): void;
}

/**
 * Sends a snapshot where something has changed, not more than needed: copying a thousand checks takes about a millisecond.
 * What moves a probe is told at once, before the event loop can be blocked again; the rest a few times per beat.
 */
export function createFeed(health: Health, beats: () => number, send: (sent: SentSnapshot) => void): Feed {
  let last: SentSnapshot['snapshot'] | undefined;
  let eager = 0;

  function take(): SentSnapshot {
    const snapshot = health.snapshot();
    last = snapshot;
    return { snapshot, sentAt: machineNow(), beat: beats() };
  }

  /** Whether there was something to send. */
  function flush(): boolean {
    const { checks, phase, draining, started } = health.snapshot();
    // Health makes a new list of checks whenever anything has changed, and hands out the same one until then.
    const same =
      last?.checks === checks && last.phase === phase && last.draining === draining && last.started === started;
    if (!same) send(take());
    return !same;
  }

  const unsubscribe = health.subscribe((event) => {
    // A drain happens once and is sent at once: from here on no traffic may come, whatever the main thread does next.
    // The other events come at the end of a turn, when all is judged, so the first of them already sends a complete snapshot.
    if ((event.type === 'drain' || eager < EAGER[event.type]) && flush()) eager += 1;
  });

  return {
    take,
    beat() {
      eager = 0;
      flush();
    },
    close: unsubscribe,
  };
}
