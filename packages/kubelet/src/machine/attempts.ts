import { type AttemptOutcome, errored } from '../attempt/outcome.ts';
import type { Effect } from './messages.ts';
import { resolveProbeHandler } from './ports.ts';
import type { Agenda } from './timers.ts';
import type { Worker } from './worker.ts';

export interface AttemptsHost {
  readonly now: () => number;
  readonly agenda: Agenda;
  readonly emit: (effect: Effect) => void;
  readonly nextNumber: () => number;
}

/** Attempts of probes under way: the world runs them, and the worker that asked hears of the outcome. */
export function createAttempts(host: AttemptsHost) {
  const running = new Map<number, Worker>();

  function end(attempt: number, outcome: AttemptOutcome) {
    const worker = running.get(attempt);
    running.delete(attempt);
    worker?.attempted(outcome);
  }

  return {
    end,
    start(worker: Worker) {
      const { slot, spec } = worker;
      const attempt = host.nextNumber();
      running.set(attempt, worker);
      const resolved = resolveProbeHandler(spec.handler, slot.spec);
      if ('error' in resolved) {
        host.agenda.set(host.now(), () => end(attempt, errored('unknown', resolved.error)));
        return;
      }
      host.emit({
        kind: 'attempt',
        attempt,
        instance: slot.instance ?? 0,
        container: slot.spec,
        probe: worker.kind,
        handler: resolved.handler,
        timeoutMs: spec.timeoutSeconds * 1000,
      });
    },
  };
}
