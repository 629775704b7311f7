import { type Draft, isSame, record, schedule } from './draft.ts';
import { isActive, isAvailable, isHealthy, isTerminal, type MemberState } from './member.ts';
import { createMember, deleteMember } from './pods.ts';
import { nextAvailableAt } from './replica-set.ts';
import type { WorkloadStatus } from './state.ts';

/**
 * Makes, scales and replaces Pods by their ordinals.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set_control.go (updateStatefulSet)
 */
export function syncStatefulSet(draft: Draft) {
  const next = nextAvailableAt(draft.state.members, draft);
  if (next !== undefined) schedule(draft, next, 'available', { kind: 'workload' });
  if (fill(draft) && shrink(draft)) replaceOne(draft);
  showStatus(draft);
}

const isWell = (draft: Draft, member: MemberState) =>
  isAvailable(member, draft.state.workload.minReadySeconds, draft.state.now);

/** Every ordinal has its Pod; false while the next has to wait. */
function fill(draft: Draft): boolean {
  const { state } = draft;
  const { name, replicas, ordered } = state.workload;
  for (let ordinal = 0; ordinal < replicas; ordinal++) {
    const member = state.members.find((one) => one.index === ordinal);
    if (member === undefined) {
      createMember(draft, revisionFor(draft, ordinal), `${name}-${ordinal}`, ordinal);
      if (ordered) return false;
    } else if (isTerminal(member)) {
      deleteMember(draft, member);
      if (ordered) return false;
    } else if (ordered && (member.deleted || !isWell(draft, member))) return false;
  }
  return true;
}

function revisionFor({ state }: Draft, ordinal: number): number {
  const { strategy } = state.workload;
  if (strategy.type !== 'RollingUpdate') return state.current;
  return ordinal < strategy.partition ? state.stable : state.current;
}

/** What is beyond the replicas goes, the highest ordinal first. */
function shrink(draft: Draft): boolean {
  const { state } = draft;
  const { replicas, ordered } = state.workload;
  const beyond = state.members.filter((one) => one.index >= replicas).sort((a, b) => b.index - a.index);
  const firstUnwell = beyond.findLast((one) => !isWell(draft, one));
  for (const member of beyond) {
    // One after the other; one that is not well goes only when no lower one is unwell.
    if (ordered && !member.deleted && !isWell(draft, member) && member !== firstUnwell) return false;
    deleteMember(draft, member);
    if (ordered) return false;
  }
  return true;
}

/** The highest ordinal of another revision is deleted, once all above it are well. */
function replaceOne(draft: Draft) {
  const { state } = draft;
  const { strategy } = state.workload;
  if (strategy.type !== 'RollingUpdate') return;
  const members = state.members.filter((one) => one.index >= strategy.partition).sort((a, b) => b.index - a.index);
  for (const member of members) {
    if (member.revision !== state.current && !member.deleted) return deleteMember(draft, member);
    if (member.deleted || !isWell(draft, member)) return;
  }
}

function showStatus(draft: Draft) {
  const { state } = draft;
  const { members, workload, current } = state;
  const ready = members.filter(isHealthy);
  const available = members.filter((one) => isWell(draft, one)).length;
  const status: WorkloadStatus = {
    desired: workload.replicas,
    replicas: members.length,
    updatedReplicas: members.filter((one) => isActive(one) && one.revision === current).length,
    readyReplicas: ready.length,
    availableReplicas: available,
    unavailableReplicas: Math.max(0, workload.replicas - available),
    terminatingReplicas: members.filter((one) => one.deleted && !isTerminal(one)).length,
  };
  const done = status.updatedReplicas === workload.replicas && status.readyReplicas === workload.replicas;
  if (done) state.stable = current;
  if (isSame(status, state.status)) return;
  state.status = status;
  record(draft, { kind: 'workload', ...status });
}
