import { type Draft, emit, record, schedule, soon, unschedule } from './draft.ts';
import { stopWorker } from './probing.ts';
import type { ContainerDraft, PodEnd } from './state.ts';
import { see, showDeletion, showStatus } from './status.ts';
import { killContainer, stopContainer } from './stopping.ts';

/** Stops a container that is not to come again. */
export function stopForGood(draft: Draft, one: ContainerDraft) {
  const { graceSeconds } = draft.state;
  stopContainer(draft, one, {
    graceSeconds,
    message: `Stopping container ${one.spec.name}`,
    ordered: true,
    next: 'end',
  });
}

function stopAll(draft: Draft) {
  for (const one of draft.state.containers) if (one.alive && one.stopping === undefined) stopForGood(draft, one);
  checkEnd(draft);
}

/** Nothing is left to run: what still runs, sidecars, is stopped. */
export function finish(draft: Draft) {
  draft.state.life = 'finishing';
  stopAll(draft);
}

/** Everything is stopped for good: the Pod is deleted or has had its time. It waits for the synchronisation under way. */
export function terminate(draft: Draft) {
  const { state } = draft;
  state.life = 'terminating';
  state.steps = [];
  unschedule(draft, 'sync');
  unschedule(draft, 'retry');
  see(draft);
  showStatus(draft);
  // Probes of sidecars and readiness probes go on until the end.
  for (const worker of state.workers)
    if (state.containers[worker.container]?.role === 'container' && worker.kind !== 'readiness')
      stopWorker(draft, worker);
  stopAll(draft);
}

/** A process has ended: was it the last one? */
export function checkEnd(draft: Draft) {
  const { state } = draft;
  const { life, containers, timing, now } = state;
  if (life === 'running' || state.endPlanned || containers.some((one) => one.alive || one.state === 'creating')) return;
  if (life === 'resetting') return reset(draft);
  state.endPlanned = true;
  if (!state.deleted) showStatus(draft);
  if (state.deadlineExceeded) deadlineEvent(draft);
  const how: PodEnd = state.deleted ? 'terminated' : 'completed';
  schedule(draft, now + (state.deleted ? timing.terminatedMs : timing.completedMs), 'over', { kind: 'over', how });
}

/** The Pod is over. */
export function over(draft: Draft, how: PodEnd) {
  const { state } = draft;
  state.end = how;
  for (const worker of state.workers) stopWorker(draft, worker);
  if (state.deadlineExceeded && how === 'completed') deadlineEvent(draft);
  showStatus(draft);
  record(draft, { kind: 'pod', event: how });
  if (how === 'terminated' && !state.gone) schedule(draft, state.now + state.timing.goneMs, 'gone', { kind: 'gone' });
  // It was deleted while it ended by itself.
  if (how === 'completed' && state.deleted) goSoon(draft);
}

const goSoon = (draft: Draft) =>
  schedule(draft, draft.state.now + draft.state.timing.terminatedMs, 'over', { kind: 'over', how: 'terminated' });

/** The object is no longer in the API. */
export function gone(draft: Draft) {
  draft.state.gone = true;
  record(draft, { kind: 'pod', event: 'gone' });
}

/**
 * Somebody deletes the Pod. A synchronisation under way is finished first, hooks and all. With a grace period of 0, or when it is over
 * already, the object is gone at once; its processes still get the Pod's own.
 */
export function remove(draft: Draft, graceSeconds: number) {
  const { state } = draft;
  if (state.deleted) return;
  state.deleted = true;
  record(draft, { kind: 'pod', event: 'deleted' });
  showDeletion(draft);
  state.graceSeconds = Math.max(1, graceSeconds === 0 ? state.pod.terminationGracePeriodSeconds : graceSeconds);
  if (graceSeconds === 0 || state.end !== undefined) gone(draft);
  if (state.end !== undefined) goSoon(draft);
  else if (state.life === 'running' && state.steps.length === 0) terminate(draft);
}

/** `activeDeadlineSeconds` have passed since the Pod was added. */
export function exceedDeadline(draft: Draft) {
  const { state } = draft;
  if (state.deleted || state.end !== undefined || state.life === 'finishing') return;
  state.deadlineExceeded = true;
  if (state.steps.length === 0 && state.life === 'running') beginDeadline(draft);
}

export function beginDeadline(draft: Draft) {
  deadlineEvent(draft);
  deadlineEvent(draft);
  terminate(draft);
}

/** Each status that the kubelet makes out of it brings the event once more. */
function deadlineEvent(draft: Draft) {
  const message = 'Pod was active on the node longer than the specified deadline';
  record(draft, { kind: 'event', container: '', fieldPath: '', type: 'Normal', reason: 'DeadlineExceeded', message });
}

/** All containers are stopped, to be started anew from the first init container on. */
export function beginReset(draft: Draft) {
  const { state } = draft;
  state.life = 'resetting';
  const graceSeconds = state.pod.terminationGracePeriodSeconds;
  for (const one of state.containers)
    if (one.alive) stopContainer(draft, one, { graceSeconds, message: 'killing', ordered: true, next: 'end' });
  checkEnd(draft);
}

function reset(draft: Draft) {
  const { state } = draft;
  state.life = 'running';
  for (const one of state.containers) {
    if (one.instance === undefined) continue;
    one.instance = undefined;
    one.state = 'waiting';
    one.waitingReason = 'RestartingAllContainers';
    one.restarts++;
    one.shownRestarts = one.restarts;
    one.endedAt = undefined;
    one.completed = false;
    one.results = {};
  }
  showStatus(draft);
  for (const one of state.containers) one.waitingReason = undefined;
  if (state.deleted) terminate(draft);
  else soon(draft, { kind: 'sync' });
}

/** Everything is killed at once, whatever the grace period says, and nothing is started any more. */
export function killAll(draft: Draft) {
  const { state } = draft;
  if (state.end !== undefined) return;
  if (state.life === 'running') {
    state.life = 'terminating';
    state.steps = [];
  }
  for (const one of state.containers) {
    // A process that is about to be there must not come any more.
    if (one.state === 'creating' && one.instance !== undefined) emit(draft, { kind: 'kill', instance: one.instance });
    else killContainer(draft, one, true);
  }
  checkEnd(draft);
}
