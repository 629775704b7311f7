import type { Health, ProbeName, Status, TransitionEvent } from '@probez/core';

/** A change of state, as the page remembers it. */
export interface Change {
  readonly from: Status;
  readonly to: Status;
  readonly reason: string;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
}

/** What is remembered of a check or a probe: newest last. */
export interface Past {
  /** How long the last runs took, in milliseconds. */
  readonly durations: readonly number[];
  readonly changes: readonly Change[];
}

/** The last runs and changes of everything, and no more of them than fit. */
export interface History {
  /** Since when it listens: wall-clock time, milliseconds since 1970. */
  readonly began: number;
  ofCheck(name: string): Past;
  ofProbe(name: ProbeName): Past;
  /** Hears that something is new, at most once a turn. Returns a function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Ends the listening. */
  end(): void;
}

const DURATIONS = 30;
const CHANGES = 8;
/** Checks that come and go, each with a name of its own, must not fill the memory. */
const NAMES = 2_000;
const NOTHING: Past = { durations: [], changes: [] };

/** Listens from now on. The ring is its own: nothing is added to the snapshot that crosses to workers. */
export function createHistory(health: Health): History {
  const checks = new Map<string, Past>();
  const probes = new Map<string, Past>();
  const listeners = new Set<() => void>();

  function remember(pasts: Map<string, Past>, name: string, add: (past: Past) => Past): void {
    const past = pasts.get(name) ?? NOTHING;
    // Those that were heard of last stay.
    pasts.delete(name);
    pasts.set(name, add(past));
    const oldest = pasts.keys().next().value;
    if (pasts.size > NAMES && oldest !== undefined) pasts.delete(oldest);
    for (const listener of listeners) listener();
  }

  const ends = [
    health.subscribe((event) => {
      if (event.type === 'drain') for (const listener of listeners) listener();
      else remember(event.type === 'check' ? checks : probes, event.name, (past) => withChange(past, event));
    }),
    health.subscribeRuns(({ name, durationMs }) => {
      remember(checks, name, (past) => ({ ...past, durations: [...past.durations, durationMs].slice(-DURATIONS) }));
    }),
  ];

  return {
    began: health.snapshot().time,
    ofCheck: (name) => checks.get(name) ?? NOTHING,
    ofProbe: (name) => probes.get(name) ?? NOTHING,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    end() {
      for (const end of ends) end();
      listeners.clear();
    },
  };
}

const withChange = (past: Past, { from, to, reason, time }: TransitionEvent): Past => ({
  ...past,
  changes: [...past.changes, { from, to, reason, time }].slice(-CHANGES),
});
