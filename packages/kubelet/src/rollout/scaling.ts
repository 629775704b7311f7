import type { Draft } from './draft.ts';
import type { ReplicaSetState } from './state.ts';
import { limitsOf } from './workload.ts';

type Resize = (draft: Draft, set: ReplicaSetState, desired: number) => void;

/**
 * Another number of replicas: the one ReplicaSet with Pods gets it, and several, in the middle of a rollout, share it by their sizes.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/deployment/sync.go (scale)
 */
export function scaleInProportion(draft: Draft, resize: Resize) {
  const { workload, replicaSets, current } = draft.state;
  const active = replicaSets.filter((one) => one.desired > 0);
  const newest = replicaSets.find((one) => one.revision === current);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? replicaSets.at(-1);
    if (only !== undefined && only.desired !== workload.replicas) resize(draft, only, workload.replicas);
    return;
  }
  const saturated =
    newest?.desired === workload.replicas &&
    newest.sizedFor.replicas === workload.replicas &&
    newest.availableReplicas === workload.replicas;
  if (saturated) {
    for (const old of active) if (old !== newest) resize(draft, old, 0);
  } else if (workload.strategy.type === 'RollingUpdate') share(draft, active, resize);
}

/** Each gets its part of what there is to add or to take, and the largest what rounding leaves. */
function share(draft: Draft, active: readonly ReplicaSetState[], resize: Resize) {
  const { workload } = draft.state;
  const total = active.reduce((sum, one) => sum + one.desired, 0);
  const most = workload.replicas > 0 ? workload.replicas + limitsOf(workload).surge : 0;
  const change = most - total;
  const newerFirst = change > 0 ? -1 : 1;
  const sets = [...active].sort((a, b) => b.desired - a.desired || newerFirst * (a.revision - b.revision));
  let done = 0;
  const sizes = sets.map((set) => {
    const part = partOf(set, workload.replicas, most);
    const left = change - done;
    const added = change > 0 ? Math.min(part, left) : Math.max(part, left);
    done += added;
    return set.desired + added;
  });
  sets.forEach((set, index) => {
    const rest = index === 0 ? change - done : 0;
    resize(draft, set, Math.max(0, (sizes[index] ?? 0) + rest));
  });
}

/** What the set would have of the new size, by what it had of the old one. */
const partOf = (set: ReplicaSetState, replicas: number, most: number) =>
  replicas === 0 ? -set.desired : Math.round((set.desired * most) / set.sizedFor.most) - set.desired;
