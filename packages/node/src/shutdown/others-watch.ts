import type { Closing } from './closing.ts';
import { type Foreign, foreignListeners } from './foreign.ts';
import { suspects } from './foreign-lines.ts';
import type { ShutdownLog } from './shutdown-log.ts';
import type { ShutdownClock } from './timers.ts';

/** How often a draining service looks whether somebody else has closed it. */
const WATCH_MS = 100;

export interface OthersWatch {
  /** The drain has begun. */
  begin(reason: string): void;
  /** Looks a last time: from now on what closes is closed by us. */
  end(): void;
  /** Who may be behind what has happened, as far as is known. */
  suspects(): string;
}

/** Notices if other code closes a server during the drain: then no new request can come, and the rest of the delay is skipped. */
export function watchOthers(closing: Closing, clock: ShutdownClock, log: ShutdownLog, onDeaf: () => void): OthersWatch {
  let reason = '';
  let foreign: readonly Foreign[] = [];
  let cancel: (() => void) | undefined;

  function look(): boolean {
    for (const server of closing.refusedByOthers()) log.refusedByOthers(server, reason, foreign);
    const gone = closing.closedByOthers();
    if (gone.length > 0) log.closedByOthers(gone, reason, foreign);
    return gone.length > 0 && closing.deaf;
  }

  function watch(): void {
    cancel = clock.setTimer(WATCH_MS, watch);
    if (look()) onDeaf();
  }

  return {
    begin(why) {
      reason = why;
      foreign = foreignListeners(reason);
      for (const one of foreign) if (one.unseen) log.heardBy(reason, one);
      watch();
    },
    end() {
      if (cancel === undefined) return;
      cancel();
      cancel = undefined;
      look();
    },
    suspects: () => suspects(reason, foreign),
  };
}
