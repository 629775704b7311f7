/** What a watch is made of. */
export interface StallWatchOptions {
  /** Milliseconds of the watching thread's own life: see `createAttentiveClock`. */
  readonly now: () => number;
  /** The other thread's beat: a number that changes whenever its event loop turns. */
  readonly beat: () => number;
  /** Whether silence means nothing now: a debugger may hold the thread. */
  readonly excused: () => boolean;
  /** The age from which silence is a stall, in milliseconds. */
  readonly limitMs: number;
  /** A stall has begun; once each. */
  readonly onStall: (age: number) => void;
  /** A stall is over, after this long in milliseconds. */
  readonly onEnd: (duration: number) => void;
}

/** Watches another thread's beat. */
export interface StallWatch {
  /** Silence counts from the first beat after this one. Before that, nothing is a stall: a long synchronous boot is none. */
  arm(beat: number): void;
  /** Silence is no longer counted. */
  disarm(): void;
  /** Milliseconds since the last beat, 0 where silence does not count. */
  age(): number;
  /** Takes note of the beat and of the time. To be called often. */
  look(): void;
}

export function createStallWatch(options: StallWatchOptions): StallWatch {
  const { now, beat, excused, limitMs, onStall, onEnd } = options;
  let last = beat();
  let lastAt = now();
  let armedAfter: number | undefined;
  let stalled = false;

  function listen(): void {
    const current = beat();
    if (current === last && !excused()) return;
    const duration = now() - lastAt;
    last = current;
    lastAt = now();
    if (!stalled) return;
    stalled = false;
    onEnd(duration);
  }

  function age(): number {
    listen();
    return armedAfter === undefined || last === armedAfter ? 0 : now() - lastAt;
  }

  return {
    age,
    arm(after) {
      armedAfter ??= after;
    },
    disarm() {
      armedAfter = undefined;
    },
    look() {
      const current = age();
      if (stalled || current < limitMs) return;
      stalled = true;
      onStall(current);
    },
  };
}
