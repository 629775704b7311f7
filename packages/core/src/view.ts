import type { Clock } from './clock.ts';
import { explain, type Facts, type Judgement, judge, judgeOne } from './judge.ts';
import { validateSelection } from './options.ts';
import type { CheckState, HealthView, ProbeName, Selection, ServiceInfo } from './types.ts';
import { knownKeys, list } from './validate.ts';

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

interface Cached extends Judgement {
  readonly revision: number;
}

/** A view whose owner tells it of single changes. */
export interface OwnedView extends HealthView {
  /** One check's state was replaced: `true` if the probe's verdict follows from that alone, and now does. */
  follow(probe: ProbeName, state: CheckState): boolean;
}

/** Verdicts over a source of facts. One is made when the facts change or a state turns stale, not when somebody asks. */
export function createView(source: FactSource): OwnedView {
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
      if (cached === undefined) validateSelection(selection);
      const judgement = judge(source.facts(), selection, source.clock.now());
      if (typeof selection === 'string') byProbe.set(selection, { revision, ...judgement });
      else byChoice.set(selection, { revision, ...judgement });
      return judgement.verdict;
    },

    follow(probe, state) {
      const cached = byProbe.get(probe);
      const revision = source.revision(probe);
      if (cached?.revision !== revision) return false;
      const judgement = judgeOne(cached, source.facts(), probe, state, source.clock.now());
      if (judgement === undefined) return false;
      byProbe.set(probe, { revision, ...judgement });
      return true;
    },

    evaluate(selection, options = {}) {
      validateSelection(selection);
      knownKeys('evaluate', options, ['exclude']);
      const { exclude = [] } = options;
      list('exclude of evaluate', exclude, 'a list of check names');
      return explain(
        source.facts(),
        selection,
        source.clock.now(),
        exclude.length === 0 ? undefined : new Set(exclude),
      );
    },
  };
}
