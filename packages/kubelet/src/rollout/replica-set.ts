import { type Draft, isSame, reactWorkload, record, schedule } from './draft.ts';
import { availableAt, isActive, isAvailable, isHealthy, isTerminal, type MemberState } from './member.ts';
import { createNext, deleteMember } from './pods.ts';
import type { ReplicaSetState } from './state.ts';

/**
 * Makes and deletes Pods until there are as many as desired, and counts them.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/replicaset/replica_set.go
 */
export function syncReplicaSet(draft: Draft, revision: number) {
  const { state } = draft;
  const set = state.replicaSets.find((one) => one.revision === revision);
  if (set === undefined) return;
  const members = state.members.filter((one) => one.revision === revision);
  const active = members.filter(isActive);
  const more = set.desired - active.length;
  for (let made = 0; made < more; made++) createNext(draft, revision);
  if (more < 0) for (const member of firstToGo(active, state.now).slice(0, -more)) deleteMember(draft, member);
  count(draft, set, members);
}

/** As they were when the controller looked: what it has just done shows at its next look. */
function count(draft: Draft, set: ReplicaSetState, members: readonly MemberState[]) {
  const { state } = draft;
  const { minReadySeconds } = state.workload;
  const active = members.filter(isActive);
  const counted = {
    ...set,
    replicas: active.length,
    readyReplicas: active.filter(isHealthy).length,
    availableReplicas: active.filter((one) => isAvailable(one, minReadySeconds, state.now)).length,
    terminatingReplicas: members.filter((one) => one.deleted && !isTerminal(one)).length,
  };
  const next = nextAvailableAt(active, draft);
  if (next !== undefined)
    schedule(draft, next, `available/${set.revision}`, { kind: 'replicaSet', revision: set.revision });
  if (isSame(counted, set)) return;
  putReplicaSet(draft, counted);
}

/** The moment at which the next ready Pod counts as available. */
export function nextAvailableAt(members: readonly MemberState[], { state }: Draft): number | undefined {
  const times = members.filter(isActive).map((one) => availableAt(one, state.workload.minReadySeconds));
  const next = Math.min(...times.filter((at) => at > state.now));
  return Number.isFinite(next) ? next : undefined;
}

/** Writes a ReplicaSet back; its Deployment hears of it. */
export function putReplicaSet(draft: Draft, set: ReplicaSetState) {
  const { state } = draft;
  state.replicaSets = state.replicaSets.map((one) => (one.revision === set.revision ? set : one));
  record(draft, { kind: 'replicaSet', ...set });
  reactWorkload(draft);
}

/**
 * Which Pods go first: those that a node has not got, then those not running, not ready, ready for the shorter time (in powers of two of
 * it), restarted more often, younger. Which of equal ones is left to their random UIDs; here the one made first goes.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/controller_utils.go (ActivePodsWithRanks)
 */
export function firstToGo(members: readonly MemberState[], now: number): MemberState[] {
  const age = (since: number | undefined) =>
    since === undefined || now <= since ? 0 : Math.floor(Math.log2(Math.max(1, (now - since) * 1e6)));
  const cost = (member: MemberState) => {
    const template = member.machine?.pod.annotations['controller.kubernetes.io/pod-deletion-cost'];
    return Number(template ?? 0) || 0;
  };
  const ranks: ((one: MemberState) => number)[] = [
    (one) => (one.machine === undefined ? 0 : 1),
    ({ shown }) => (shown.phase === 'Pending' ? 0 : 1),
    ({ shown }) => (shown.ready ? 1 : 0),
    cost,
    ({ readyAt }) => age(readyAt),
    ({ shown }) => -shown.restarts,
    ({ createdAt }) => age(createdAt),
  ];
  return [...members].sort((a, b) => {
    for (const rank of ranks) if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return a.index - b.index;
  });
}
