import type { Clock } from './clock.ts';
import { exclude, explain, type Facts } from './judge.ts';
import { PROBES, validateSelection } from './options.ts';
import type { Evaluation, HealthView, ProbeSelection, ServiceInfo, Verdict } from './types.ts';
import { knownKeys, list } from './validate.ts';

/** Where a view finds its facts: live health, or a snapshot in a worker. */
export interface FactSource {
  readonly info: ServiceInfo;
  /** Monotonic time in the facts' own terms. */
  readonly clock: Pick<Clock, 'now'>;
  /** The facts as they are now: another object whenever anything has changed. */
  facts(): Facts;
  /** Counts what may change a verdict. */
  readonly writes: { readonly count: number };
  /** The verdict at that moment. */
  judge(selection: ProbeSelection, now: number): Verdict;
}

/** What was made for a selection, and of what. */
interface Made {
  /** The writes that the verdict is made of. */
  count: number;
  verdict: Verdict | undefined;
  facts: Facts | undefined;
  evaluation: Evaluation | undefined;
  /** The newest with exclusions, and of what it was made: the same question is asked again. */
  excluding: { readonly of: Evaluation; readonly names: string; readonly evaluation: Evaluation } | undefined;
}

const nothingMade = (): Made => ({
  count: -1,
  verdict: undefined,
  facts: undefined,
  evaluation: undefined,
  excluding: undefined,
});

/**
 * Verdicts over a source of facts. Each is made at the first read after a write, or after a state has turned stale, and kept
 * until the next: nobody reads an outdated one, and a storm of probes judges once.
 */
export function createView(source: FactSource): HealthView {
  const { info, clock, writes, facts, judge } = source;
  const byProbe = new Map<ProbeSelection, Made>(PROBES.map((probe) => [probe, nothingMade()]));
  // Chosen checks are objects of the caller's: what was made for them lives no longer than they do.
  const byChoice = new WeakMap<object, Made>();

  function madeFor(selection: ProbeSelection): Made {
    const known = typeof selection === 'string' ? byProbe.get(selection) : byChoice.get(selection);
    if (known !== undefined) return known;
    validateSelection(selection);
    const made = nothingMade();
    if (typeof selection === 'object') byChoice.set(selection, made);
    return made;
  }

  const holds = ({ validUntil }: Verdict): boolean =>
    // Nothing ages: no clock is asked.
    validUntil === Number.POSITIVE_INFINITY || clock.now() < validUntil;

  function evaluate(made: Made, selection: ProbeSelection): Evaluation {
    const now = facts();
    const known = made.evaluation;
    if (known !== undefined && made.facts === now && holds(known)) return known;
    const evaluation = frozen(explain(now, selection, clock.now()));
    made.facts = now;
    made.evaluation = evaluation;
    return evaluation;
  }

  return {
    info,

    verdict(selection) {
      const made = madeFor(selection);
      const { count } = writes;
      const known = made.verdict;
      if (known !== undefined && made.count === count && holds(known)) return known;
      made.count = count;
      made.verdict = judge(selection, clock.now());
      return made.verdict;
    },

    evaluate(selection, options = {}) {
      knownKeys('evaluate', options, ['exclude']);
      const { exclude: excluded = [] } = options;
      list('exclude of evaluate', excluded, 'a list of check names');
      const made = madeFor(selection);
      const whole = evaluate(made, selection);
      if (excluded.length === 0) return whole;
      const names = JSON.stringify(excluded);
      if (made.excluding?.of === whole && made.excluding.names === names) return made.excluding.evaluation;
      const evaluation = frozen(exclude(whole, new Set(excluded)));
      made.excluding = { of: whole, names, evaluation };
      return evaluation;
    },
  };
}

/** It is handed out to many: nobody may change it for the others. */
function frozen(evaluation: Evaluation): Evaluation {
  if (!Object.isFrozen(evaluation.lines)) for (const line of evaluation.lines) Object.freeze(line);
  Object.freeze(evaluation.lines);
  Object.freeze(evaluation.unmatched);
  return Object.freeze(evaluation);
}
