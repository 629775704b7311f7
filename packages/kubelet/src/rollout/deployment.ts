import { type Draft, isSame, reactReplicaSet } from './draft.ts';
import { isTerminal } from './member.ts';
import { notePause, showDeployment, startProgress } from './progress.ts';
import { putReplicaSet } from './replica-set.ts';
import { scaleInProportion } from './scaling.ts';
import type { ReplicaSetState } from './state.ts';
import { limitsOf } from './workload.ts';

const sumOf = (sets: readonly ReplicaSetState[], key: 'desired' | 'availableReplicas') =>
  sets.reduce((sum, one) => sum + one[key], 0);

const newSet = ({ state }: Draft) => state.replicaSets.find((one) => one.revision === state.current);
/** Oldest first. */
const oldSets = ({ state }: Draft) => state.replicaSets.filter((one) => one.revision !== state.current);

/**
 * The Deployment's controller: one change of sizes, then it waits to hear of it.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/deployment_controller.go (syncDeployment)
 */
export function syncDeployment(draft: Draft) {
  const { workload, replicaSets } = draft.state;
  notePause(draft);
  const scaled = replicaSets.some((one) => one.desired > 0 && one.sizedFor.replicas !== workload.replicas);
  if (workload.paused || scaled) {
    scaleInProportion(draft, resize);
    return showDeployment(draft, { progress: false });
  }
  if (workload.strategy.type === 'Recreate') recreate(draft);
  else roll(draft);
  showDeployment(draft, { progress: true });
}

/** Gives a ReplicaSet its size; nobody hears of one that it has. */
function resize(draft: Draft, set: ReplicaSetState, desired: number) {
  const { workload } = draft.state;
  const sizedFor = { replicas: workload.replicas, most: workload.replicas + limitsOf(workload).surge };
  if (set.desired === desired && isSame(set.sizedFor, sizedFor)) return;
  putReplicaSet(draft, { ...set, desired, sizedFor });
  reactReplicaSet(draft, set.revision);
}

/** The size of the new ReplicaSet: whatever the surge leaves room for. */
function roomForNew(draft: Draft): number {
  const { workload, replicaSets } = draft.state;
  const size = newSet(draft)?.desired ?? 0;
  if (workload.strategy.type === 'Recreate' || size > workload.replicas) return workload.replicas;
  const room = workload.replicas + limitsOf(workload).surge - sumOf(replicaSets, 'desired');
  return size + Math.max(0, Math.min(room, workload.replicas - size));
}

function createNewSet(draft: Draft) {
  const { state } = draft;
  const set: ReplicaSetState = {
    revision: state.current,
    desired: 0,
    sizedFor: { replicas: 0, most: 0 },
    replicas: 0,
    readyReplicas: 0,
    availableReplicas: 0,
    terminatingReplicas: 0,
  };
  const desired = roomForNew(draft);
  state.replicaSets = [...state.replicaSets, set].sort((a, b) => a.revision - b.revision);
  resize(draft, set, desired);
  startProgress(draft);
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/rolling.go */
function roll(draft: Draft) {
  if (newSet(draft) === undefined) createNewSet(draft);
  const set = newSet(draft);
  const room = roomForNew(draft);
  if (set !== undefined && room !== set.desired) resize(draft, set, room);
  else shrinkOld(draft);
}

/** Old Pods go as far as enough stay available; those that are not available go first, as if they cost nothing. */
function shrinkOld(draft: Draft) {
  const { workload, replicaSets } = draft.state;
  const set = newSet(draft);
  const least = workload.replicas - limitsOf(workload).unavailable;
  const notYet = set === undefined ? 0 : set.desired - set.availableReplicas;
  const spare = sumOf(replicaSets, 'desired') - least - notYet;
  if (spare <= 0 || sumOf(oldSets(draft), 'desired') === 0) return;
  take(draft, spare, (old) => old.desired - old.availableReplicas);
  take(draft, sumOf(draft.state.replicaSets, 'availableReplicas') - least, (old) => old.desired);
}

/** Takes Pods from the old ReplicaSets, the oldest first. */
function take(draft: Draft, count: number, from: (set: ReplicaSetState) => number) {
  let left = count;
  for (const old of oldSets(draft)) {
    const away = Math.min(left, from(old), old.desired);
    if (away <= 0) continue;
    left -= away;
    resize(draft, old, old.desired - away);
  }
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/recreate.go */
function recreate(draft: Draft) {
  const { state } = draft;
  const running = oldSets(draft).filter((one) => one.desired > 0);
  for (const old of running) resize(draft, old, 0);
  if (running.length > 0) return;
  const isOld = (revision: number) => revision !== state.current;
  if (oldSets(draft).some((one) => one.replicas > 0)) return;
  if (state.members.some((one) => isOld(one.revision) && !isTerminal(one))) return;
  const set = newSet(draft);
  if (set === undefined) createNewSet(draft);
  else if (set.desired !== state.workload.replicas) resize(draft, set, state.workload.replicas);
}
