export interface Timer {
  readonly at: number;
  readonly seq: number;
  readonly fire: () => void;
}

/** The machine's own agenda. It knows no clock: somebody else says what time it is. */
export function createAgenda() {
  const timers: Timer[] = [];
  let seq = 0;
  const before = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.seq < b.seq);
  const drop = (timer: Timer) => {
    const index = timers.indexOf(timer);
    if (index !== -1) timers.splice(index, 1);
  };
  return {
    /** Remembers something to do; returns how to forget it. */
    set(at: number, fire: () => void): () => void {
      const timer: Timer = { at, seq: seq++, fire };
      timers.push(timer);
      return () => drop(timer);
    },
    /** When the next thing is due. */
    nextAt(): number | undefined {
      let next: number | undefined;
      for (const timer of timers) if (next === undefined || timer.at < next) next = timer.at;
      return next;
    },
    /** Takes the first thing that is due, if any. */
    take(now: number): Timer | undefined {
      let first: Timer | undefined;
      for (const timer of timers) if (timer.at <= now && (first === undefined || before(timer, first))) first = timer;
      if (first !== undefined) drop(first);
      return first;
    },
  };
}

export type Agenda = ReturnType<typeof createAgenda>;
