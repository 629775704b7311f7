/** Time for a Pod: real or virtual. */
export interface Clock {
  /** Milliseconds. Where the kubelet counts in whole seconds, it counts those of this clock. */
  now(): number;
  /** Calls back at that time, or as soon as possible after it. Returns a function that cancels. */
  at(time: number, callback: () => void): () => void;
}

/**
 * The time of this machine; it never jumps. Throws nothing.
 * @param options `start`: the time now, in milliseconds; the wall-clock time by default
 */
export function createRealClock({ start = Date.now() }: { readonly start?: number } = {}): Clock {
  const offset = start - performance.now();
  const now = () => performance.now() + offset;
  return {
    now,
    at(time, callback) {
      let timer: NodeJS.Timeout;
      const arm = () => {
        // A longer wait would fire at once: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
        const wait = Math.min(Math.max(0, time - now()), 2 ** 31 - 1);
        timer = setTimeout(() => (now() >= time - 1 ? callback() : arm()), wait);
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

/** A clock that stands still until it is advanced. */
export interface VirtualClock extends Clock {
  /** Advances to that moment, in milliseconds; everything that is due on the way happens. */
  advanceTo(time: number): void;
  /** The same for worlds that answer with promises: time waits until each is settled. */
  advanceToAsync(time: number): Promise<void>;
  /** Time waits until this is settled; needs {@link VirtualClock.advanceToAsync}. */
  hold(work: Promise<unknown>): void;
  /** When the next callback is due, in milliseconds; `undefined` if none is. */
  nextAt(): number | undefined;
}

interface Entry {
  readonly at: number;
  readonly seq: number;
  readonly callback: () => void;
}

/**
 * A clock that stands still until it is advanced. Throws nothing.
 * @param options `start`: the time at the beginning, in milliseconds; 0 by default
 */
export function createVirtualClock({ start = 0 }: { readonly start?: number } = {}): VirtualClock {
  let now = start;
  let seq = 0;
  const entries: Entry[] = [];
  const held = new Set<Promise<unknown>>();

  function take(until: number): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of entries) {
      if (entry.at > until) continue;
      if (first === undefined || entry.at < first.at || (entry.at === first.at && entry.seq < first.seq)) first = entry;
    }
    if (first !== undefined) drop(first);
    return first;
  }

  // In place: an hour of a Pod's life is some ten thousand entries.
  function drop(entry: Entry) {
    const index = entries.indexOf(entry);
    if (index !== -1) entries.splice(index, 1);
  }

  const fire = (entry: Entry) => {
    now = Math.max(now, entry.at);
    entry.callback();
  };

  return {
    now: () => now,
    at(time, callback) {
      const entry = { at: Math.max(time, now), seq: seq++, callback };
      entries.push(entry);
      return () => drop(entry);
    },
    advanceTo(time) {
      for (let entry = take(time); entry !== undefined; entry = take(time)) {
        fire(entry);
        if (held.size > 0)
          throw new TypeError(
            'the app answers asynchronously: advance the time with the asynchronous methods, such as runFor()',
          );
      }
      now = Math.max(now, time);
    },
    async advanceToAsync(time) {
      for (;;) {
        while (held.size > 0) await Promise.allSettled([...held]);
        const entry = take(time);
        if (entry === undefined) break;
        fire(entry);
      }
      now = Math.max(now, time);
    },
    hold(work) {
      held.add(work);
      const done = () => held.delete(work);
      work.then(done, done);
    },
    nextAt() {
      let next: number | undefined;
      for (const entry of entries) if (next === undefined || entry.at < next) next = entry.at;
      return next;
    },
  };
}
