import { type AttemptOutcome, errored } from '../attempt/outcome.ts';
import { isReady, isRestartable, isRunning, isStarted } from './containers.ts';
import { type Draft, emit, event, nextNumber, record, schedule, tickKey, unschedule } from './draft.ts';
import { resolveProbeHandler } from './handlers.ts';
import type { ProbeResult } from './records.ts';
import type { ContainerDraft, PodDraft, WorkerDraft } from './state.ts';
import { showProbeResult, showReady } from './status.ts';

const initialResult = { startup: 'unknown', readiness: 'failure', liveness: 'success' } as const;
const title = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' } as const;
const maxTries = 3;

/** The container that a worker is about. */
function containerOf({ containers }: PodDraft, worker: WorkerDraft): ContainerDraft {
  const found = containers[worker.container];
  if (found === undefined) throw new RangeError(`no container ${worker.container}`);
  return found;
}

function publish(draft: Draft, worker: WorkerDraft, result: ProbeResult, registered = false) {
  const { state } = draft;
  const container = containerOf(state, worker);
  if (container.results[worker.kind] === result && !registered) return;
  container.results[worker.kind] = result;
  record(draft, { kind: 'result', container: container.spec.name, probe: worker.kind, result });
  showReady(draft);
  if (worker.kind !== 'liveness' && !registered) showProbeResult(draft, container);
  const { timing } = state;
  if (worker.kind === 'liveness' && result !== 'failure' && !timing.syncOnLivenessSuccess) return;
  // Not at once: the worker goes on with its attempt first.
  schedule(draft, state.now + (registered ? timing.registrationSyncMs : timing.resultSyncMs), 'sync', { kind: 'sync' });
}

function tickAt(draft: Draft, { index, spec }: WorkerDraft, from: number) {
  const due = from + spec.periodSeconds * 1000;
  schedule(draft, due, tickKey(index), { kind: 'tick', worker: index, due });
}

function restartTicker(draft: Draft, worker: WorkerDraft) {
  unschedule(draft, tickKey(worker.index));
  worker.tickPending = false;
  tickAt(draft, worker, draft.state.now);
}

/** Stops a worker for good. */
export function stopWorker(draft: Draft, worker: WorkerDraft) {
  worker.stopped = true;
  unschedule(draft, tickKey(worker.index));
}

/** May it try now? A container that it has not seen before is registered first. */
function mayAttempt(draft: Draft, worker: WorkerDraft): boolean {
  const container = containerOf(draft.state, worker);
  if (container.instance === undefined) return false;
  if (container.state !== 'running' && container.state !== 'terminated') return false; // not seen yet
  if (worker.known !== container.instance) {
    worker.known = container.instance;
    worker.onHold = false;
    delete container.results[worker.kind];
    publish(draft, worker, initialResult[worker.kind], true);
  }
  if (worker.onHold) return false;
  if (!isRunning(container)) {
    publish(draft, worker, 'failure');
    if (!isRestartable(container)) stopWorker(draft, worker);
    return false;
  }
  // StartedAt is stored in whole seconds.
  const startedAt = Math.floor(container.startedAt / 1000) * 1000;
  if (Math.floor((draft.state.now - startedAt) / 1000) < worker.spec.initialDelaySeconds) return false;
  return isStarted(container) !== (worker.kind === 'startup');
}

function startAttempt(draft: Draft, worker: WorkerDraft) {
  const { state } = draft;
  const container = containerOf(state, worker);
  const attempt = nextNumber(draft);
  worker.attempt = attempt;
  const resolved = resolveProbeHandler(worker.spec.handler, container.spec);
  if ('error' in resolved) {
    const outcome = errored('unknown', resolved.error);
    schedule(draft, state.now, 'attempt', { kind: 'attempted', attempt, outcome });
    return;
  }
  emit(draft, {
    kind: 'attempt',
    attempt,
    instance: container.instance ?? 0,
    container: container.spec,
    probe: worker.kind,
    handler: resolved.handler,
    timeoutMs: worker.spec.timeoutSeconds * 1000,
  });
}

/** The kubelet's doProbe, up to the attempt itself. */
function tryOnce(draft: Draft, worker: WorkerDraft) {
  if (worker.stopped) return;
  worker.busy = true;
  if (mayAttempt(draft, worker)) {
    worker.tries = 1;
    worker.attemptAt = draft.state.now;
    startAttempt(draft, worker);
  } else finishTry(draft, worker);
}

function finishTry(draft: Draft, worker: WorkerDraft) {
  worker.busy = false;
  if (worker.stopped) return;
  if (worker.triggerPending) {
    worker.triggerPending = false;
    restartTicker(draft, worker);
    tryOnce(draft, worker);
  } else if (worker.tickPending) {
    worker.tickPending = false;
    tryOnce(draft, worker);
  }
}

/** Counts one outcome, says so, and publishes the result when there are enough of its kind in a row. */
function judge(draft: Draft, worker: WorkerDraft, outcome: AttemptOutcome) {
  const container = containerOf(draft.state, worker);
  const { kind, spec, attemptAt: startedAt } = worker;
  const note = (what: 'success' | 'failure' | 'discarded', threshold: number) => {
    worker.lastOutcome = what;
    const output = outcome.error ?? outcome.output;
    const { run } = worker;
    const { name } = container.spec;
    record(draft, { kind: 'probe', container: name, probe: kind, outcome: what, run, threshold, startedAt, output });
  };
  const warn = (reason: 'Unhealthy' | 'ProbeWarning', text: string) =>
    event(draft, container, 'Warning', reason, `${title[kind]} probe ${text}`);
  if (outcome.error !== undefined) {
    note('discarded', 0);
    warn('Unhealthy', `errored and resulted in ${outcome.result} state: ${outcome.error}`);
    return;
  }
  const result = outcome.result === 'success' || outcome.result === 'warning' ? 'success' : 'failure';
  worker.run = worker.last === result ? worker.run + 1 : 1;
  worker.last = result;
  const threshold = result === 'success' ? spec.successThreshold : spec.failureThreshold;
  note(result, threshold);
  if (outcome.result === 'warning') warn('ProbeWarning', `warning: ${outcome.output}`);
  if (result === 'failure') warn('Unhealthy', `failed: ${outcome.output}`);
  if (worker.run < threshold || worker.known !== container.instance) return; // too few, or the container they were about is gone
  if (kind === 'startup' || (kind === 'liveness' && result === 'failure')) {
    worker.onHold = true;
    worker.run = 0;
  }
  publish(draft, worker, result);
}

/**
 * A tick of a worker's own clock, which keeps one that it misses, not more: https://pkg.go.dev/time#NewTicker
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go
 */
export function tick(draft: Draft, index: number, due: number) {
  const worker = draft.state.workers[index];
  if (worker === undefined) return;
  tickAt(draft, worker, due);
  if (worker.busy) worker.tickPending = true;
  else tryOnce(draft, worker);
}

/** An attempt has ended. One that errored is tried again at once, three times in all. */
export function attempted(draft: Draft, attempt: number, outcome: AttemptOutcome) {
  const worker = draft.state.workers.find((one) => one.attempt === attempt);
  if (worker === undefined) return;
  worker.attempt = undefined;
  const again = worker.tries < maxTries && !worker.stopped;
  if (outcome.error !== undefined && again && worker.known === containerOf(draft.state, worker).instance) {
    worker.tries++;
    return startAttempt(draft, worker);
  }
  judge(draft, worker, outcome);
  finishTry(draft, worker);
}

/** Readiness of what has started and is not ready is tried at once, and its period begins anew. */
export function triggerReadiness(draft: Draft) {
  for (const worker of draft.state.workers) {
    const container = containerOf(draft.state, worker);
    if (worker.kind !== 'readiness' || worker.stopped || !isStarted(container) || isReady(container)) continue;
    if (worker.busy) worker.triggerPending = true;
    else {
      restartTicker(draft, worker);
      tryOnce(draft, worker);
    }
  }
}
