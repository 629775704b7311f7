import type { AttemptOutcome } from '../attempt/outcome.ts';
import { type Probe, type ProbeKind, probeField } from '../manifest/types.ts';
import { isRunning, isStarted, type Slot } from './instance.ts';
import type { ProbeView } from './messages.ts';
import type { NewRecord, ProbeResult } from './records.ts';
import type { Agenda } from './timers.ts';

/** What a worker needs of its Pod. */
export interface WorkerHost {
  readonly now: () => number;
  readonly agenda: Agenda;
  readonly record: (record: NewRecord) => void;
  /** Starts an attempt; the answer comes back through {@link Worker.attempted}. */
  readonly attempt: (worker: Worker) => void;
  /** The published result has changed. `registered`: it is the initial one of a new container. */
  readonly published: (worker: Worker, result: ProbeResult, registered: boolean) => void;
  /** True when the container will not be started again. */
  readonly isLast: (slot: Slot) => boolean;
}

export interface Worker {
  readonly kind: ProbeKind;
  readonly slot: Slot;
  readonly spec: Probe;
  /** Tries at once, and starts a new period. */
  trigger(): void;
  attempted(outcome: AttemptOutcome): void;
  stop(): void;
  view(): ProbeView;
}

const initialResult = { startup: 'unknown', readiness: 'failure', liveness: 'success' } as const;
const title = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;
const maxTries = 3;

/**
 * One probe of one container: a ticker, a run of equal outcomes, and the result that is published when the run reaches its threshold.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go
 */
export function createWorker(host: WorkerHost, slot: Slot, kind: ProbeKind, spec: Probe): Worker {
  const periodMs = spec.periodSeconds * 1000;
  let known: number | undefined; // the process this worker has registered
  let run = 0;
  let last: 'success' | 'failure' | undefined;
  let lastOutcome: ProbeView['last'];
  let onHold = false;
  let busy = false;
  let stopped = false;
  let tries = 0;
  let tickPending = false;
  let triggerPending = false;
  let cancelTick: () => void = () => {};

  function publish(result: ProbeResult, registered = false) {
    if (slot.results[kind] === result && !registered) return;
    slot.results[kind] = result;
    host.record({ kind: 'result', container: slot.spec.name, probe: kind, result });
    host.published(worker, result, registered);
  }

  function restartTicker() {
    cancelTick();
    tickPending = false;
    const tick = (at: number) => {
      cancelTick = host.agenda.set(at, () => {
        tick(at + periodMs);
        // A ticker keeps one missed tick, not more: https://pkg.go.dev/time#NewTicker
        if (busy) tickPending = true;
        else tryOnce();
      });
    };
    tick(host.now() + periodMs);
  }

  /** The kubelet's doProbe, up to the attempt itself. */
  function tryOnce() {
    if (stopped) return;
    busy = true;
    if (mayAttempt()) {
      tries = 1;
      host.attempt(worker);
    } else finishTry();
  }

  function mayAttempt(): boolean {
    if (slot.instance === undefined) return false;
    if (slot.state !== 'running' && slot.state !== 'terminated') return false; // not seen yet
    if (known !== slot.instance) {
      known = slot.instance;
      onHold = false;
      delete slot.results[kind];
      publish(initialResult[kind], true);
    }
    if (onHold) return false;
    if (!isRunning(slot)) {
      publish('failure');
      if (host.isLast(slot)) stop();
      return false;
    }
    // StartedAt is stored in whole seconds.
    const startedAt = Math.floor(slot.startedAt / 1000) * 1000;
    if (Math.floor((host.now() - startedAt) / 1000) < spec.initialDelaySeconds) return false;
    return isStarted(slot) !== (kind === 'startup');
  }

  function finishTry() {
    busy = false;
    if (stopped) return;
    if (triggerPending) {
      triggerPending = false;
      restartTicker();
      tryOnce();
    } else if (tickPending) {
      tickPending = false;
      tryOnce();
    }
  }

  function count(result: 'success' | 'failure') {
    run = last === result ? run + 1 : 1;
    last = result;
    lastOutcome = result;
    const threshold = result === 'success' ? spec.successThreshold : spec.failureThreshold;
    host.record({ kind: 'probe', container: slot.spec.name, probe: kind, outcome: result, run, threshold });
  }

  function event(reason: 'Unhealthy' | 'ProbeWarning', text: string) {
    host.record({
      kind: 'event',
      container: slot.spec.name,
      type: 'Warning',
      reason,
      message: `${title[kind]} probe ${text}`,
    });
  }

  function judge(outcome: AttemptOutcome) {
    if (outcome.error !== undefined) {
      lastOutcome = 'discarded';
      host.record({ kind: 'probe', container: slot.spec.name, probe: kind, outcome: 'discarded', run, threshold: 0 });
      event('Unhealthy', `errored and resulted in ${outcome.result} state: ${outcome.error}`);
      return;
    }
    const result = outcome.result === 'success' || outcome.result === 'warning' ? 'success' : 'failure';
    count(result);
    if (outcome.result === 'warning') event('ProbeWarning', `warning: ${outcome.output}`);
    if (result === 'failure') event('Unhealthy', `failed: ${outcome.output}`);
    if (run < (result === 'success' ? spec.successThreshold : spec.failureThreshold)) return;
    if (known !== slot.instance) return; // the container it was about is gone
    if (kind === 'startup' || (kind === 'liveness' && result === 'failure')) {
      onHold = true;
      run = 0;
    }
    publish(result);
  }

  function stop() {
    stopped = true;
    cancelTick();
  }

  const worker: Worker = {
    kind,
    slot,
    spec,
    trigger() {
      if (stopped) return;
      if (busy) triggerPending = true;
      else {
        restartTicker();
        tryOnce();
      }
    },
    attempted(outcome) {
      if (!busy) return;
      if (outcome.error !== undefined && tries < maxTries && !stopped && known === slot.instance) {
        tries++;
        host.attempt(worker);
        return;
      }
      judge(outcome);
      finishTry();
    },
    stop,
    view: () => ({ kind, spec, run, last: lastOutcome, result: slot.results[kind], onHold, busy }),
  };
  restartTicker();
  return worker;
}

/** The workers of a container, in the order in which their tickers start: the last goroutine that is made runs first. */
export function createWorkers(host: WorkerHost, slot: Slot): Worker[] {
  const kinds: readonly ProbeKind[] = ['liveness', 'startup', 'readiness'];
  return kinds.flatMap((kind) => {
    const spec = slot.spec[probeField[kind]];
    return spec === undefined ? [] : [createWorker(host, slot, kind, spec)];
  });
}
