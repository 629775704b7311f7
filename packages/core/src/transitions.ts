import type { Clock } from './clock.ts';
import { explain, type Facts } from './judge.ts';
import { PROBES } from './options.ts';
import { isOk } from './policy.ts';
import { oneLine } from './text.ts';
import type { ProbeName, Status, TransitionEvent, Verdict } from './types.ts';

/** Where transitions are found, and who is told of them. */
export interface TransitionSource {
  readonly clock: Clock;
  readonly facts: () => Facts;
  readonly verdict: (probe: ProbeName) => Verdict;
  readonly emit: (event: TransitionEvent) => void;
}

/** Tells of a probe whose status has changed: once, with the reason. */
export interface Transitions {
  /** The baseline that events compare with. */
  begin(): void;
  /** These probes may have changed. */
  tell(probes: readonly ProbeName[]): void;
}

export function createTransitions({ clock, facts, verdict, emit }: TransitionSource): Transitions {
  const published = new Map<ProbeName, Status>();

  function reasonFor(probe: ProbeName): string {
    const { ok, lines } = explain(facts(), probe, clock.now());
    // What only degrades is no reason for a failure.
    const troubled = lines.filter((line) => (ok ? line.status !== 'pass' : !isOk(line.status)));
    const shown = troubled.slice(0, 3).map((line) => `${line.name}: ${line.reason ?? line.status}`);
    return oneLine(troubled.length > 3 ? `${shown.join('; ')}; and ${troubled.length - 3} more` : shown.join('; '));
  }

  return {
    begin() {
      for (const probe of PROBES) published.set(probe, verdict(probe).status);
    },
    tell(probes) {
      for (const probe of probes) {
        const { status } = verdict(probe);
        const before = published.get(probe) ?? status;
        published.set(probe, status);
        if (before === status) continue;
        const { draining, phase } = facts();
        const expected = probe === 'readiness' && (draining !== null || phase === 'stopped');
        emit({
          type: 'probe',
          name: probe,
          from: before,
          to: status,
          reason: reasonFor(probe),
          consecutive: 1,
          ...(expected ? { expected } : {}),
          time: clock.time(),
        });
      }
    },
  };
}
