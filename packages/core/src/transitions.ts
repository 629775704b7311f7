import type { Clock } from './clock.ts';
import { explain } from './judge.ts';
import type { Entry, Ledger } from './ledger.ts';
import { PROBES } from './options.ts';
import { isOk } from './policy.ts';
import { cut, printableName } from './text.ts';
import type { CheckState, Evaluation, HealthView, ProbeName, Status, TransitionEvent } from './types.ts';

/** Where transitions are found. */
export interface TransitionSource {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly view: HealthView;
}

/** Finds the changes of status that are to be told. */
export interface Transitions {
  /** Takes the present statuses as known: only later changes are transitions. Only the first call counts. */
  begin(): void;
  /** A check's state was replaced. */
  note(entry: Entry, from: CheckState): void;
  /**
   * What has changed since the last call: the transitions of checks in their order, then those of the probes. A probe is
   * judged once, at the end: a status that no request could have seen in between is no transition.
   */
  collect(): readonly TransitionEvent[];
}

export function createTransitions({ clock, ledger, view }: TransitionSource): Transitions {
  const told = new Map<ProbeName, Status>();
  let ofChecks: TransitionEvent[] = [];
  let begun = false;

  function ofProbe(name: ProbeName): TransitionEvent | undefined {
    const { status } = view.verdict(name);
    const from = told.get(name) ?? status;
    told.set(name, status);
    if (from === status) return undefined;
    const { draining, phase } = ledger.life;
    const expected = name === 'readiness' && (draining !== null || phase === 'stopped');
    return {
      type: 'probe',
      name,
      from,
      to: status,
      reason: troubles(explain(ledger.facts(), name, clock.now())),
      consecutive: 1,
      ...(expected ? { expected } : {}),
      time: clock.time(),
    };
  }

  return {
    begin() {
      if (begun) return;
      begun = true;
      for (const probe of PROBES) told.set(probe, view.verdict(probe).status);
    },

    note({ name, state }, from) {
      if (!begun || from.status === state.status) return;
      ofChecks.push({
        type: 'check',
        name,
        from: from.status,
        to: state.status,
        reason: state.reason ?? '',
        consecutive: Math.max(state.failures, state.successes),
        ...(state.durationMs === undefined ? {} : { durationMs: state.durationMs }),
        time: clock.time(),
      });
    },

    collect() {
      if (!begun) return [];
      const news = ofChecks;
      ofChecks = [];
      for (const probe of PROBES) {
        const event = ofProbe(probe);
        if (event !== undefined) news.push(event);
      }
      return news;
    },
  };
}

/** Why a probe has its status, in one line. When it fails, checks that only warn are left out. */
function troubles({ ok, lines }: Evaluation): string {
  const troubled = lines.filter((line) => (ok ? line.status !== 'pass' : !isOk(line.status)));
  // Reasons are redacted already, once, where they came in.
  const shown = troubled.slice(0, 3).map(({ name, status, reason }) => `${printableName(name)}: ${reason ?? status}`);
  return cut(troubled.length > 3 ? `${shown.join('; ')}; and ${troubled.length - 3} more` : shown.join('; '));
}
