import type { Evaluation, HealthView, ProbeSelection, Verdict, VerdictLine } from '@probez/core';
import { STALL_LINE } from '@probez/core/internal';

/** When a stall fails what. Milliseconds. */
export interface StallLimits {
  readonly readinessMs: number;
  readonly livenessMs: number;
}

/** A view whose verdicts also fail while the event loop that they come from stands still. */
export function createStallView(view: HealthView, age: () => number, limits: StallLimits): HealthView {
  /** One failed verdict for each that it replaces, so that what was printed for it can be found again. */
  const failed = new WeakMap<Verdict, Verdict>();

  function limitFor(selection: ProbeSelection): number {
    const rules = typeof selection === 'string' ? selection : selection.rules;
    if (rules === 'startup') return Number.POSITIVE_INFINITY;
    return rules === 'liveness' ? limits.livenessMs : limits.readinessMs;
  }

  return {
    info: view.info,

    verdict(selection) {
      const verdict = view.verdict(selection);
      if (age() < limitFor(selection)) return verdict;
      const known = failed.get(verdict) ?? { ...verdict, status: 'fail', ok: false };
      failed.set(verdict, known);
      return known;
    },

    evaluate(selection, options): Evaluation {
      const evaluation = view.evaluate(selection, options);
      const silence = age();
      const limit = limitFor(selection);
      if (silence < limit) return evaluation;
      return { ...evaluation, status: 'fail', ok: false, lines: [...evaluation.lines, lineOf(silence, limit)] };
    },
  };
}

function lineOf(age: number, limit: number): VerdictLine {
  return {
    name: STALL_LINE,
    status: 'fail',
    excluded: false,
    reason: `the event loop has been stalled for ${seconds(age)} (limit ${seconds(limit)})`,
  };
}

/** Milliseconds as people read them: `7.3 s`. */
export const seconds = (ms: number): string => `${Number((ms / 1_000).toFixed(1))} s`;
