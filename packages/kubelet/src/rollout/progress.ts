import { type Draft, isSame, record, schedule } from './draft.ts';
import type { Progress, WorkloadStatus } from './state.ts';
import { limitsOf } from './workload.ts';

const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;

/** A ReplicaSet has been made for a new template: that is progress. */
export function startProgress(draft: Draft) {
  const { state } = draft;
  const progress: Progress = { going: true, reason: 'NewReplicaSetCreated', at: wholeSecond(state.now) };
  putStatus(draft, { ...state.status, progress });
}

/**
 * A pause stops the clock, and the time starts anew when it is over; what had run out stays so.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/sync.go (checkPausedConditions)
 */
export function notePause(draft: Draft) {
  const { status, workload, now } = draft.state;
  const wasPaused = status.progress?.reason === 'DeploymentPaused';
  if (status.progress?.reason === 'ProgressDeadlineExceeded' || workload.paused === wasPaused) return;
  const reason = workload.paused ? 'DeploymentPaused' : 'DeploymentResumed';
  putStatus(draft, { ...status, progress: { reason, at: wholeSecond(now) } });
}

function putStatus(draft: Draft, status: WorkloadStatus) {
  if (isSame(status, draft.state.status)) return;
  draft.state.status = status;
  record(draft, { kind: 'workload', ...status });
}

/** The Deployment's status, from what its ReplicaSets say of theirs. */
export function showDeployment(draft: Draft, { progress: judged }: { readonly progress: boolean }) {
  const { state } = draft;
  const { workload, replicaSets } = state;
  const sum = (key: 'desired' | 'replicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas') =>
    replicaSets.reduce((total, one) => total + one[key], 0);
  const availableReplicas = sum('availableReplicas');
  const counted: WorkloadStatus = {
    desired: workload.replicas,
    replicas: sum('replicas'),
    updatedReplicas: replicaSets.find((one) => one.revision === state.current)?.replicas ?? 0,
    readyReplicas: sum('readyReplicas'),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum('desired') - availableReplicas),
    terminatingReplicas: sum('terminatingReplicas'),
    available: availableReplicas >= workload.replicas - limitsOf(workload).unavailable,
  };
  const progress = judged ? judgeProgress(draft, counted) : state.status.progress;
  if (progress?.reason === 'NewReplicaSetAvailable') state.stable = state.current;
  putStatus(draft, { ...counted, ...(progress === undefined ? {} : { progress }) });
}

/**
 * Where the rollout stands. Time runs out a second late, in whole seconds, and only while it is not complete.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/progress.go (syncRolloutStatus)
 */
function judgeProgress(draft: Draft, now: WorkloadStatus): Progress | undefined {
  const { status: before, workload, now: at } = draft.state;
  const { progress } = before;
  if (progress?.reason === 'NewReplicaSetAvailable' && now.replicas === now.updatedReplicas) return progress;
  const { replicas } = workload;
  if (now.updatedReplicas === replicas && now.replicas === replicas && now.availableReplicas === replicas)
    return { going: true, reason: 'NewReplicaSetAvailable', at: wholeSecond(at) };
  if (hasProgressed(before, now))
    return watchDeadline(draft, { going: true, reason: 'ReplicaSetUpdated', at: wholeSecond(at) });
  if (progress === undefined || progress.going === false || progress.reason === 'NewReplicaSetAvailable')
    return progress;
  if (at <= progress.at + workload.progressDeadlineSeconds * 1000) return watchDeadline(draft, progress);
  return { going: false, reason: 'ProgressDeadlineExceeded', at: wholeSecond(at) };
}

function watchDeadline(draft: Draft, progress: Progress): Progress {
  const late = progress.at + (draft.state.workload.progressDeadlineSeconds + 1) * 1000;
  if (late > draft.state.now) schedule(draft, late, 'deadline', { kind: 'workload' });
  return progress;
}

const hasProgressed = (before: WorkloadStatus, now: WorkloadStatus) =>
  now.updatedReplicas > before.updatedReplicas ||
  now.replicas - now.updatedReplicas < before.replicas - before.updatedReplicas ||
  now.readyReplicas > before.readyReplicas ||
  now.availableReplicas > before.availableReplicas;
