import type { Slot } from './instance.ts';
import type { NewRecord } from './records.ts';
import type { StopRequest } from './stopper.ts';
import type { Agenda } from './timers.ts';
import type { KubeletTiming } from './timing.ts';
import type { Worker } from './worker.ts';

export interface TerminationHost {
  readonly slots: readonly Slot[];
  readonly workers: () => readonly Worker[];
  readonly stopper: {
    stop(slot: Slot, request: StopRequest): void;
    shorten(slot: Slot, graceSeconds: number, message: string): void;
  };
  readonly now: () => number;
  readonly agenda: Agenda;
  readonly timing: KubeletTiming;
  /** The Pod's own grace period. */
  readonly graceSeconds: number;
  readonly record: (record: NewRecord) => void;
  readonly showStatus: () => void;
  /** From now on everything is being stopped: what was planned is not done any more. */
  readonly onBegin: () => void;
}

/** The end of the Pod: by its deletion, or because nothing is left to run. */
export function createTermination(host: TerminationHost) {
  const { slots, stopper, agenda, timing, record } = host;
  let deleted = false;
  let begun = false;
  let endPlanned = false;
  let end: 'terminated' | 'completed' | undefined;
  let { graceSeconds } = host;

  /** Stops a container that is not to come again. */
  function stop(slot: Slot, grace = graceSeconds) {
    const message = `Stopping container ${slot.spec.name}`;
    if (slot.stopping !== undefined) stopper.shorten(slot, grace, message);
    else stopper.stop(slot, { graceSeconds: grace, message, ordered: true, done: check });
  }

  function begin(grace: number) {
    begun = true;
    graceSeconds = grace;
    host.onBegin();
    for (const slot of slots) if (slot.alive) stop(slot);
    check();
  }

  function check() {
    if (!begun || endPlanned || slots.some((slot) => slot.alive || slot.state === 'creating')) return;
    endPlanned = true;
    if (!deleted) host.showStatus();
    agenda.set(host.now() + (deleted ? timing.terminatedMs : timing.completedMs), () =>
      over(deleted ? 'terminated' : 'completed'),
    );
  }

  function over(how: 'terminated' | 'completed') {
    end = how;
    for (const worker of host.workers()) worker.stop();
    host.showStatus();
    record({ kind: 'pod', event: how });
  }

  return {
    /** The Pod has been deleted. */
    get deleted() {
      return deleted;
    },
    /** Everything is being stopped for good. */
    get begun() {
      return begun;
    },
    get end() {
      return end;
    },
    stop,
    begin,
    /** A process has ended: was it the last one? */
    check,
    /** Somebody deletes the Pod; a second time the shorter grace period counts. */
    remove(grace: number) {
      if (deleted) {
        if (end === undefined) for (const slot of slots) if (slot.alive) stop(slot, grace);
        return;
      }
      deleted = true;
      record({ kind: 'pod', event: 'deleted' });
      host.showStatus();
      for (const worker of host.workers()) if (!worker.slot.init && worker.kind !== 'readiness') worker.stop();
      if (end === undefined) begin(grace);
      else agenda.set(host.now() + timing.terminatedMs, () => over('terminated'));
    },
  };
}
