import type { Health } from '@probez/core';

/** A stream that is told a status whenever it changes. */
export interface Watcher {
  /** The newest status; tells the client if it is another than before. */
  tell(): void;
  /** Ends the stream: the server is closing. */
  end(): void;
}

/** All open streams. Health is listened to while there is one. */
export interface Watchers {
  add(watcher: Watcher): () => void;
  endAll(): void;
}

export function createWatchers(health: Health): Watchers {
  const open = new Set<Watcher>();
  let unsubscribe: (() => void) | undefined;

  function remove(watcher: Watcher): void {
    open.delete(watcher);
    if (open.size > 0) return;
    unsubscribe?.();
    unsubscribe = undefined;
  }

  return {
    add(watcher) {
      open.add(watcher);
      // Every event, not those of a probe: a group of checks has none of its own.
      unsubscribe ??= health.subscribe(() => {
        for (const each of open) each.tell();
      });
      return () => remove(watcher);
    },
    endAll() {
      for (const each of [...open]) {
        remove(each);
        each.end();
      }
    },
  };
}
