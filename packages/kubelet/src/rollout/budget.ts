import { type Amount, amountOf } from '../manifest/amount.ts';
import { isHealthy, isTerminal, type MemberState } from './member.ts';

/** A PodDisruptionBudget: how many Pods an eviction has to leave. */
export interface Budget {
  /** The object's name. */
  readonly name: string;
  /** How many Pods must stay healthy: a number, or a percentage such as `50%`. */
  readonly minAvailable?: Amount;
  /** How many Pods may be unavailable: a number, or a percentage. */
  readonly maxUnavailable?: Amount;
  /** True where `unhealthyPodEvictionPolicy` is `AlwaysAllow`. */
  readonly unhealthyAlways: boolean;
}

/** What a budget allows at the moment. */
export interface BudgetStatus {
  /** Pods that the workload wants. */
  readonly expectedPods: number;
  /** Pods that have to stay healthy. */
  readonly desiredHealthy: number;
  /** Pods that are healthy. */
  readonly currentHealthy: number;
  /** How many may be evicted now. */
  readonly disruptionsAllowed: number;
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/disruption/disruption.go (getExpectedPodCount) */
export function budgetStatus(budget: Budget, members: readonly MemberState[], replicas: number): BudgetStatus {
  const { minAvailable, maxUnavailable } = budget;
  const byScale = maxUnavailable !== undefined || typeof minAvailable === 'string';
  const expectedPods = byScale ? replicas : members.length;
  const desiredHealthy =
    maxUnavailable === undefined
      ? amountOf(minAvailable ?? 0, expectedPods, 'up')
      : Math.max(0, expectedPods - amountOf(maxUnavailable, expectedPods, 'up'));
  const currentHealthy = members.filter((one) => isHealthy(one) && !one.deleted).length;
  const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
  return { expectedPods, desiredHealthy, currentHealthy, disruptionsAllowed };
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/pod/storage/eviction.go */
export function mayEvict(budget: Budget, status: BudgetStatus, member: MemberState): boolean {
  if (member.deleted || isTerminal(member) || member.shown.phase === 'Pending') return true;
  const { desiredHealthy, currentHealthy, disruptionsAllowed } = status;
  const enough = currentHealthy >= desiredHealthy && desiredHealthy > 0;
  if (!isHealthy(member) && (budget.unhealthyAlways || enough)) return true;
  return disruptionsAllowed > 0;
}
