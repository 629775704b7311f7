// @ts-nocheck
import { type Circumstances, count, judgeTally, type Replacement, recount, type Tally } from './judge.ts';
import type { CheckState, ProbeName, Verdict } from './types.ts';

/** Where the checks are found, and what else a verdict is made of. */
export interface TallySource {
  circumstances(): Circumstances;
  checks(): readonly CheckState[];
}

/** The checks of the three probes, counted: a verdict after a write costs no more with 1,000 checks than with one. */
export interface Tallies {
  /** One check's state was replaced. Counted when somebody reads. */
  note(replaced: Replacement): void;
  /** Everything may be another: the lifecycle, the list of checks. */
  forget(): void;
  judge(probe: ProbeName, now: number): Verdict;
}

export function createTallies({ circumstances, checks }: TallySource): Tallies {
  const tallies = new Map<ProbeName, Tally>();
  let noted: Replacement[] = [];

  function catchUp(now: number): void {
    for (const [probe, known] of tallies) {
      let tally: Tally | undefined = known;
      for (const replaced of noted) tally = tally && recount(tally, circumstances(), replaced, probe, now);
      if (tally === undefined) tallies.delete(probe);
      else tallies.set(probe, tally);
    }
    if (noted.length > 0) noted = [];
  }

  function judge(probe: ProbeName, now: number): Verdict {
    catchUp(now);
    const known = tallies.get(probe);
    const tally = known === undefined || now >= known.validUntil ? count(circumstances(), checks(), probe, now) : known;
    tallies.set(probe, tally);
    return judgeTally(circumstances(), tally, probe, () => judge('startup', now));
  }

  return {
    judge,
    note(replaced) {
      if (tallies.size > 0) noted.push(replaced);
    },
    forget() {
      tallies.clear();
      noted = [];
    },
  };
}
