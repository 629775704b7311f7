import type { Circumstances, Facts } from './judge.ts';
import { type Lifecycle, type LifecycleEvent, step, UNBORN } from './lifecycle.ts';
import type { Observation, Policy } from './policy.ts';
import type { Task } from './scheduler.ts';
import type { CheckState, ProbeName } from './types.ts';

/** A registered check: its published state and what keeps it up to date. */
export interface Entry {
  readonly name: string;
  readonly probes: readonly ProbeName[];
  readonly policy: Policy;
  /** Polled checks only. */
  readonly task: Task | undefined;
  state: CheckState;
  /** What was pushed while stopped: it is applied at the next start. */
  held: Observation | undefined;
  detach(): void;
}

/** A write: to one check's state, or to the list of checks or the lifecycle. */
export interface Write {
  /** The check that was replaced or has come. */
  readonly entry?: Entry;
  /** Its state before. */
  readonly from?: CheckState;
  /** Whether a verdict may be another one now. */
  readonly matters: boolean;
}

/** Everything that verdicts are made of. All writes pass here, so this is the only place that drops cached values. */
export interface Ledger {
  readonly life: Lifecycle;
  /** In registration order. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Counts the writes that may change a verdict. */
  readonly writes: { readonly count: number };
  /** The same object until the next write. */
  facts(): Facts;
  /** The facts without the checks: the same object until the lifecycle or the list of checks changes. */
  circumstances(): Circumstances;
  /** Whether the event meant something. */
  step(event: LifecycleEvent): boolean;
  add(entry: Entry): void;
  /** One that it holds. */
  remove(entry: Entry): void;
  holds(entry: Entry): boolean;
  replace(entry: Entry, state: CheckState): void;
}

export function createLedger(expected: readonly string[], onWrite: (write: Write) => void): Ledger {
  const entries = new Map<string, Entry>();
  let life = UNBORN;
  const writes = { count: 0 };
  let facts: Facts | undefined;
  let circumstances: Circumstances | undefined;

  function wrote(write: Write): void {
    facts = undefined;
    if (write.from === undefined) circumstances = undefined;
    if (write.matters) writes.count += 1;
    onWrite(write);
  }

  function currentCircumstances(): Circumstances {
    circumstances ??= { ...life, missing: expected.filter((name) => !entries.has(name)) };
    return circumstances;
  }

  const holds = (entry: Entry): boolean => entries.get(entry.name) === entry;

  return {
    entries,
    writes,
    holds,
    get life() {
      return life;
    },

    facts() {
      if (facts === undefined) {
        // A loop, because it is made anew after every write that somebody explains.
        const checks: CheckState[] = [];
        for (const { state } of entries.values()) checks.push(state);
        facts = { ...currentCircumstances(), checks };
      }
      return facts;
    },

    circumstances: currentCircumstances,

    step(event) {
      const next = step(life, event);
      if (next === life) return false;
      life = next;
      wrote({ matters: true });
      return true;
    },

    add(entry) {
      entries.set(entry.name, entry);
      wrote({ entry, matters: true });
    },

    remove(entry) {
      entries.delete(entry.name);
      wrote({ matters: true });
    },

    replace(entry, state) {
      const from = entry.state;
      if (state === from) return;
      entry.state = state;
      // A check that is no longer registered changes nothing.
      if (holds(entry)) wrote({ entry, from, matters: changesVerdicts(from, state) });
    },
  };
}

/** Most results say what the last one said, a period later: the verdicts that were made then hold as well. */
function changesVerdicts(from: CheckState, to: CheckState): boolean {
  return (
    from.status !== to.status ||
    from.decided !== to.decided ||
    // A verdict that is thought to hold for longer than its states would outlive one of them.
    to.validUntil < from.validUntil
  );
}
