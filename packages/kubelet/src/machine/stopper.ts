import type { createHooks } from './hooks.ts';
import type { Slot } from './instance.ts';
import type { Effect } from './messages.ts';
import type { NewRecord } from './records.ts';
import type { Agenda } from './timers.ts';

/** At least this much time remains for the process after a preStop hook. */
export const minimumGraceSeconds = 2;

export interface StopperHost {
  readonly now: () => number;
  readonly agenda: Agenda;
  readonly emit: (effect: Effect) => void;
  readonly record: (record: NewRecord) => void;
  readonly hooks: ReturnType<typeof createHooks>;
  /** True when nothing that must end before this container is alive. */
  readonly isTurn: (slot: Slot) => boolean;
}

export interface StopRequest {
  readonly graceSeconds: number;
  /** The text of the Killing event. */
  readonly message: string;
  /** Wait for the containers that must end first: main containers before sidecars, sidecars in reverse order. */
  readonly ordered: boolean;
  /** Called when the process has ended. */
  readonly done: () => void;
}

/** Stops containers: preStop hook, turn, SIGTERM, grace period, SIGKILL. */
export function createStopper(host: StopperHost) {
  const waiting = new Map<Slot, () => void>();
  const seconds = (since: number) => Math.floor((host.now() - since) / 1000);

  function kill(slot: Slot, forced = false) {
    if (!slot.alive || slot.instance === undefined) return;
    host.record({ kind: 'container', container: slot.spec.name, event: 'sigkill', ...(forced ? { forced } : {}) });
    host.emit({ kind: 'kill', instance: slot.instance });
  }

  function later(slot: Slot, at: number, action: () => void): () => void {
    const cancel = host.agenda.set(at, action);
    slot.stopping?.cancels.push(cancel);
    return cancel;
  }

  function signal(slot: Slot, remaining: number) {
    if (slot.stopping === undefined || slot.instance === undefined) return;
    const left = Math.max(minimumGraceSeconds, remaining);
    slot.stopping.signalled = true;
    slot.stopping.deadline = Math.min(slot.stopping.limit, host.now() + left * 1000);
    const { name, stopSignal = 'SIGTERM' } = slot.spec;
    const other = stopSignal === 'SIGTERM' ? {} : { signal: stopSignal };
    host.record({ kind: 'container', container: name, event: 'sigterm', ...other });
    host.emit({ kind: 'signal', instance: slot.instance, signal: stopSignal });
    later(slot, slot.stopping.deadline, () => kill(slot));
  }

  function awaitTurn(slot: Slot, ordered: boolean, remaining: number) {
    if (!ordered || remaining <= 0 || host.isTurn(slot)) return signal(slot, remaining);
    const since = host.now();
    const go = () => {
      if (!waiting.delete(slot)) return;
      cancel();
      // Waiting counts against the grace period, in whole seconds.
      signal(slot, remaining - seconds(since));
    };
    waiting.set(slot, go);
    const cancel = later(slot, since + remaining * 1000, go);
  }

  return {
    stop(slot: Slot, request: StopRequest) {
      const { graceSeconds } = request;
      const since = host.now();
      slot.stopping = {
        deadline: since + Math.max(minimumGraceSeconds, graceSeconds) * 1000,
        limit: Number.POSITIVE_INFINITY,
        cancels: [],
        signalled: false,
        done: request.done,
      };
      host.record({
        kind: 'container',
        container: slot.spec.name,
        event: 'killing',
        grace: Math.max(minimumGraceSeconds, graceSeconds),
      });
      killingEvent(slot, request.message);
      const { preStop } = slot.spec;
      if (preStop === undefined || graceSeconds <= 0) return awaitTurn(slot, request.ordered, graceSeconds);
      let over = false;
      const next = (remaining: number) => {
        if (over) return;
        over = true;
        cancel();
        awaitTurn(slot, request.ordered, remaining);
      };
      const cancel = later(slot, since + graceSeconds * 1000, () => next(0));
      host.hooks.run(slot, 'preStop', preStop, (error) => {
        if (error !== undefined)
          host.record({
            kind: 'event',
            container: slot.spec.name,
            type: 'Warning',
            reason: 'FailedPreStopHook',
            message: 'PreStopHook failed',
          });
        if (slot.alive) next(graceSeconds - seconds(since));
      });
    },
    /** A deletion while the container is being stopped: the shorter time counts. */
    shorten(slot: Slot, graceSeconds: number, message: string) {
      if (slot.stopping === undefined) return;
      killingEvent(slot, message);
      const limit = host.now() + Math.max(minimumGraceSeconds, graceSeconds) * 1000;
      slot.stopping.limit = limit;
      if (limit >= slot.stopping.deadline && slot.stopping.signalled) return;
      slot.stopping.deadline = Math.min(limit, slot.stopping.deadline);
      later(slot, limit, () => kill(slot));
    },
    kill,
    /** The process has ended. */
    ended(slot: Slot) {
      const { stopping } = slot;
      slot.stopping = undefined;
      waiting.delete(slot);
      for (const cancel of stopping?.cancels ?? []) cancel();
      for (const [other, go] of [...waiting]) if (host.isTurn(other)) go();
    },
  };

  function killingEvent(slot: Slot, message: string) {
    host.record({ kind: 'event', container: slot.spec.name, type: 'Normal', reason: 'Killing', message });
  }
}
