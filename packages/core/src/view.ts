import type { Clock } from './clock.ts';
import { explain, type Facts, judge } from './judge.ts';
import type { HealthView, Selection, ServiceInfo, Verdict } from './types.ts';

/** Where a view finds its facts: live health, or a snapshot in a worker. */
export interface FactSource {
  readonly info: ServiceInfo;
  /** Monotonic time in the facts' own terms. */
  readonly clock: Pick<Clock, 'now'>;
  /** The facts as they are now. */
  facts(): Facts;
  /** Changes whenever the verdict for the selection might. */
  revision(selection: Selection): number;
}

interface Cached {
  readonly revision: number;
  readonly verdict: Verdict;
}

/** Verdicts over a source of facts. One is made when the facts change or a state turns stale, not when somebody asks. */
export function createView(source: FactSource): HealthView {
  const byProbe = new Map<Selection, Cached>();
  // Chosen checks are objects of the caller's: a verdict lives no longer than they do.
  const byChoice = new WeakMap<object, Cached>();

  return {
    info: source.info,

    verdict(selection) {
      const cached = typeof selection === 'string' ? byProbe.get(selection) : byChoice.get(selection);
      const revision = source.revision(selection);
      if (cached !== undefined && cached.revision === revision) {
        const { validUntil } = cached.verdict;
        if (validUntil === Number.POSITIVE_INFINITY || source.clock.now() < validUntil) return cached.verdict;
      }
      const verdict = judge(source.facts(), selection, source.clock.now());
      if (typeof selection === 'string') byProbe.set(selection, { revision, verdict });
      else byChoice.set(selection, { revision, verdict });
      return verdict;
    },

    evaluate(selection, { exclude = [] } = {}) {
      return explain(
        source.facts(),
        selection,
        source.clock.now(),
        exclude.length === 0 ? undefined : new Set(exclude),
      );
    },
  };
}
