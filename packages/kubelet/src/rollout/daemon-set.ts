import { type Draft, isSame, record, schedule } from './draft.ts';
import { isAvailable, isHealthy, isTerminal, type MemberState } from './member.ts';
import { createNext, deleteMember } from './pods.ts';
import { nextAvailableAt } from './replica-set.ts';
import type { WorkloadStatus } from './state.ts';
import { limitsOf } from './workload.ts';

/**
 * One Pod on every node, replaced node by node.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/daemon_controller.go
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/update.go (rollingUpdate)
 */
export function syncDaemonSet(draft: Draft) {
  const { members, workload } = draft.state;
  const next = nextAvailableAt(members, draft);
  if (next !== undefined) schedule(draft, next, 'available', { kind: 'workload' });
  const nodes = Array.from({ length: workload.replicas }, (_, node) => lookAt(draft, node));
  for (const node of nodes) {
    if (node.empty) create(draft, node.index);
    for (const member of node.excess) deleteMember(draft, member);
  }
  for (const member of members) if (member.index >= workload.replicas) deleteMember(draft, member);
  if (workload.strategy.type === 'RollingUpdate') {
    if (limitsOf(workload).surge > 0) surge(draft, nodes);
    else replace(draft, nodes);
  }
  showStatus(draft);
}

interface Node {
  readonly index: number;
  /** It has no Pod, not even one that is still going. */
  readonly empty: boolean;
  /** Its Pod of the new template, and the oldest of an old one. */
  readonly fresh: MemberState | undefined;
  readonly old: MemberState | undefined;
  /** More Pods of old templates: those of a rollout that another one has overtaken. */
  readonly excess: readonly MemberState[];
}

function lookAt({ state }: Draft, index: number): Node {
  const here = state.members.filter((one) => one.index === index && !(one.deleted && isTerminal(one)));
  const staying = here.filter((one) => !one.deleted);
  const [old, ...excess] = staying.filter((one) => one.revision !== state.current);
  const fresh = staying.find((one) => one.revision === state.current);
  return { index, empty: here.length === 0, fresh, old, excess };
}

const create = (draft: Draft, node: number) => createNext(draft, draft.state.current, node);

const isWell = (draft: Draft, member: MemberState | undefined) =>
  member !== undefined && isAvailable(member, draft.state.workload.minReadySeconds, draft.state.now);

/** Old Pods go, and the new ones come when they have ended. An old one that is not available may always go. */
function replace(draft: Draft, nodes: readonly Node[]) {
  const isAway = ({ fresh, old }: Node) => (fresh !== undefined && old !== undefined) || !isWell(draft, fresh ?? old);
  let left = limitsOf(draft.state.workload).unavailable - nodes.filter(isAway).length;
  for (const { fresh, old } of nodes) {
    if (old === undefined || fresh !== undefined) continue;
    if (!isWell(draft, old) || left-- > 0) deleteMember(draft, old);
  }
}

/** New Pods come beside the old ones, which go once the new ones are available, or when they are not ready themselves. */
function surge(draft: Draft, nodes: readonly Node[]) {
  const isSurge = ({ fresh, old, excess }: Node) =>
    excess.length > 0 || (fresh !== undefined && old !== undefined && !isWell(draft, fresh));
  let left = limitsOf(draft.state.workload).surge - nodes.filter(isSurge).length;
  for (const { index, fresh, old, excess } of nodes) {
    if (old === undefined || excess.length > 0) continue;
    if (fresh === undefined) {
      if (!isWell(draft, old) || left-- > 0) create(draft, index);
    } else if (isWell(draft, fresh) || !old.shown.ready) deleteMember(draft, old);
  }
}

function showStatus(draft: Draft) {
  const { state } = draft;
  const { members, workload, current } = state;
  // Of several Pods on a node the oldest counts, also when it is going.
  const counted = Array.from({ length: workload.replicas }, (_, node) =>
    members.find((one) => one.index === node && !(one.deleted && isTerminal(one))),
  ).filter((one) => one !== undefined);
  const available = counted.filter((one) => isWell(draft, one)).length;
  const status: WorkloadStatus = {
    desired: workload.replicas,
    replicas: counted.length,
    updatedReplicas: counted.filter((one) => one.revision === current).length,
    readyReplicas: counted.filter(isHealthy).length,
    availableReplicas: available,
    unavailableReplicas: workload.replicas - available,
    terminatingReplicas: members.filter((one) => one.deleted && !isTerminal(one)).length,
  };
  if (status.updatedReplicas === workload.replicas && available === workload.replicas) state.stable = current;
  if (isSame(status, state.status)) return;
  state.status = status;
  record(draft, { kind: 'workload', ...status });
}
