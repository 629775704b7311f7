import { isPodReady, isReady, isStarted, mayRestart, wasCreated } from './containers.ts';
import { type Draft, record } from './draft.ts';
import type { ContainerSnapshot, PodPhase, PodSnapshot } from './records.ts';
import type { ContainerDraft, ContainerState, PodState } from './state.ts';

/** The reason of the last start that failed, where another one is to come. */
function waitingFor(one: ContainerState, { deleted }: PodState): string | undefined {
  const comesAgain = one.state === 'waiting' || mayRestart(one);
  return comesAgain && !deleted ? one.waitingReason : undefined;
}

function stateText(one: ContainerState, state: PodState): string {
  if (one.state === 'running') return 'running';
  const reason = waitingFor(one, state);
  // What still waits when the Pod is over never will have an end of its own: https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/status/status_manager.go (TerminatePod)
  if (reason !== undefined && state.end !== undefined) return 'terminated:ContainerStatusUnknown:137';
  if (reason !== undefined) return `waiting:${reason}`;
  // A new process that is still being created hides behind the end of the one before.
  if (one.state !== 'waiting' && one.terminatedReason !== '')
    return `terminated:${one.terminatedReason}:${one.exitCode}`;
  return state.pod.initContainers.length > 0 ? 'waiting:PodInitializing' : 'waiting:ContainerCreating';
}

/** Has been running and is not now, whatever it waits for. */
const isStopped = (one: ContainerState) => one.state !== 'running' && one.terminatedReason !== '';

function finalPhase({ containers, deleted, deadlineExceeded }: PodState): PodPhase | undefined {
  const main = containers.filter((one) => one.role === 'container');
  if (deadlineExceeded) return 'Failed';
  if (main.some(isStopped))
    return main.every((one) => one.state === 'terminated' && one.exitCode === 0) ? 'Succeeded' : 'Failed';
  const failedInit = containers.some((one) => one.role === 'init' && isStopped(one) && !one.completed);
  // A Pod that is over and has a failed init container is over because of it, whosever policy it was.
  return deleted || failedInit ? 'Failed' : undefined;
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kubelet_pods.go (getPhase) */
function phaseOf(state: PodState): PodPhase {
  const main = state.containers.filter((one) => one.role === 'container');
  const final = state.end === undefined ? undefined : finalPhase(state);
  if (final !== undefined) return final;
  const begun = main.some((one) => one.state !== 'waiting' && one.instance !== undefined);
  if (!begun && !initDone(state)) return 'Pending';
  return main.some((one) => one.state !== 'running' && !isStopped(one)) ? 'Pending' : 'Running';
}

const initDone = ({ containers }: PodState): boolean =>
  containers.every((one) => one.role === 'container' || one.completed || (one.role === 'sidecar' && isStarted(one)));

const snapshotOf = (one: ContainerState, state: PodState): ContainerSnapshot => ({
  state: stateText(one, state),
  ready: isReady(one),
  started: isStarted(one),
  restarts: one.shownRestarts,
});

/** The Pod's status as the kubelet would write it to the API now. Throws nothing. */
export function takeSnapshot(state: PodState): PodSnapshot {
  const { containers } = state;
  return {
    phase: phaseOf(state),
    ready: isPodReady(containers) && !state.deadlineExceeded,
    initialized: initDone(state) || containers.some((one) => one.role === 'container' && wasCreated(one)),
    deleting: state.deleted,
    containers: Object.fromEntries(containers.map((one) => [one.spec.name, snapshotOf(one, state)])),
  };
}

const same = (a: ContainerSnapshot, b: ContainerSnapshot | undefined) =>
  a.state === b?.state && a.ready === b.ready && a.started === b.started && a.restarts === b.restarts;

const sameSnapshot = (a: PodSnapshot, b: PodSnapshot): boolean =>
  a.phase === b.phase &&
  a.ready === b.ready &&
  a.initialized === b.initialized &&
  a.deleting === b.deleting &&
  Object.entries(a.containers).every(([name, one]) => same(one, b.containers[name]));

function show(draft: Draft, status: PodSnapshot) {
  const { shown, gone } = draft.state;
  if (gone || (shown !== undefined && sameSnapshot(status, shown))) return;
  draft.state.shown = status;
  record(draft, { kind: 'status', status });
}

/** What has been started is seen from now on. */
export function see({ state }: Draft) {
  for (const one of state.containers) {
    if (one.state !== 'up') continue;
    one.state = 'running';
    one.shownRestarts = one.restarts;
  }
}

/** A synchronisation writes what it sees. */
export const showStatus = (draft: Draft) => show(draft, takeSnapshot(draft.state));

/** Somebody deletes the object: that is seen at once, all else when the kubelet gets to it. */
export function showDeletion(draft: Draft) {
  const { shown } = draft.state;
  show(draft, shown === undefined ? takeSnapshot(draft.state) : { ...shown, deleting: true });
}

/** Readiness and a passed startup go to the API at once, without a synchronisation: nothing else of the status changes then. */
export function showProbeResult(draft: Draft, one: ContainerDraft) {
  const { state } = draft;
  const before = state.shown?.containers[one.spec.name];
  if (state.shown === undefined || before?.state !== 'running' || one.state !== 'running') return;
  const changed = { ...before, ready: isReady(one), started: isStarted(one) };
  const containers = { ...state.shown.containers, [one.spec.name]: changed };
  const ready = state.containers.every((other) => other.role === 'init' || containers[other.spec.name]?.ready === true);
  show(draft, {
    ...state.shown,
    containers,
    ready: ready && !state.deadlineExceeded,
    initialized: state.shown.initialized || initDone(state),
  });
}

/** The Ready condition as the prober sees it, from the moment something runs. */
export function showReady(draft: Draft) {
  const { state } = draft;
  if (state.lastReady === undefined && !state.containers.some((one) => one.state === 'running')) return;
  const ready = isPodReady(state.containers);
  if (ready === state.lastReady) return;
  state.lastReady = ready;
  record(draft, { kind: 'ready', value: ready });
}
