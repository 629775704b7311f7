import { backOffUntil, nextBackOff } from './back-off.ts';
import { type Draft, emit, event, record, schedule, soon } from './draft.ts';
import { runHook } from './hooks.ts';
import type { ContainerDraft } from './state.ts';
import { stopContainer } from './stopping.ts';

/** Starts a container, unless its restart back-off says later. @param endedAt when its last process ended, as the synchronisation saw it */
export function startContainer(draft: Draft, one: ContainerDraft, endedAt: number | undefined) {
  const { now } = draft.state;
  const wait = endedAt === undefined ? undefined : backOffUntil(one.backOff, endedAt, now);
  if (wait !== undefined) return backOff(draft, one, wait);
  if (endedAt !== undefined) one.backOff = nextBackOff(one.backOff, endedAt, now);
  if (one.instance !== undefined) one.restarts++;
  one.instance = ++draft.state.numbers;
  one.state = 'creating';
  one.completed = false;
  one.results = {};
  emit(draft, { kind: 'start', instance: one.instance, container: one.spec, restarts: one.restarts });
}

function backOff(draft: Draft, one: ContainerDraft, until: number) {
  const { pod } = draft.state;
  if (one.waitingReason !== 'CrashLoopBackOff') {
    const seconds = (one.backOff?.delay ?? 0) / 1000;
    record(draft, { kind: 'container', container: one.spec.name, event: 'CrashLoopBackOff', seconds });
  }
  one.backOffUntil = until;
  // The hook's failure and the end of its container are noticed one after the other: the second time the back-off is shown.
  if (one.waitingReason === 'PostStartHookError' && !draft.state.timers.some(({ key }) => key === 'sync'))
    noticeSoon(draft);
  const text = `Back-off restarting failed container ${one.spec.name} in pod ${pod.name}_${pod.namespace}(UID)`;
  event(draft, one, 'Warning', 'BackOff', text);
  startFailed(draft, one, 'CrashLoopBackOff');
}

/** The synchronisation goes on, and another one will try again. */
function startFailed(draft: Draft, one: ContainerDraft, reason: string) {
  one.waitingReason = reason;
  draft.state.failed = true;
  soon(draft, { kind: 'nextStep' });
}

/** A process has been created and started. */
export function processStarted(draft: Draft, one: ContainerDraft) {
  one.alive = true;
  one.startedAt = draft.state.now;
  event(draft, one, 'Normal', 'Created', 'Container created');
  event(draft, one, 'Normal', 'Started', 'Container started');
  record(draft, { kind: 'container', container: one.spec.name, event: 'started', restarts: one.restarts });
  const { postStart } = one.spec;
  if (postStart === undefined) return isUp(draft, one);
  one.state = 'postStart';
  runHook(draft, one, 'postStart', postStart);
}

function isUp(draft: Draft, one: ContainerDraft) {
  one.state = 'up';
  one.waitingReason = undefined;
  draft.state.syncWanted = true;
  soon(draft, { kind: 'nextStep' });
}

/** The postStart hook has ended: until then nothing else of the synchronisation is done. */
export function postStartEnded(draft: Draft, one: ContainerDraft, error: string | undefined) {
  if (error === undefined) return isUp(draft, one);
  event(draft, one, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
  const message = 'FailedPostStartHook';
  if (!one.alive) {
    event(draft, one, 'Normal', 'Killing', message);
    return hookFailed(draft, one);
  }
  const graceSeconds = draft.state.pod.terminationGracePeriodSeconds;
  stopContainer(draft, one, { graceSeconds, message, ordered: false, next: 'startFailed' });
}

/** What the hook had failed for is gone. */
export function hookFailed(draft: Draft, one: ContainerDraft) {
  noticeSoon(draft);
  startFailed(draft, one, 'PostStartHookError');
}

/** The process could not be started at all. */
export function cannotStart(draft: Draft, one: ContainerDraft, why: string) {
  event(draft, one, 'Normal', 'Created', 'Container created');
  event(draft, one, 'Warning', 'Failed', `Error: failed to create containerd task: ${why}`);
  ended(draft, one, 128, 'StartError');
  noticeSoon(draft);
  startFailed(draft, one, 'RunContainerError');
}

/** The kubelet notices that a container has ended when it looks at them next. */
const noticeSoon = (draft: Draft) =>
  schedule(draft, draft.state.now + draft.state.timing.startErrorSyncMs, 'sync', { kind: 'sync' });

/** A process is over. */
export function ended(draft: Draft, one: ContainerDraft, code: number, reason: string) {
  one.alive = false;
  one.state = 'terminated';
  one.terminatedReason = reason;
  one.exitCode = code;
  one.endedAt = draft.state.now;
  one.shownRestarts = one.restarts;
  one.completed = one.role === 'init' && code === 0;
  record(draft, { kind: 'container', container: one.spec.name, event: 'exited', code });
}
