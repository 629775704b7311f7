import type { PodPhase } from '../machine/records.ts';
import type { PodState } from '../machine/state.ts';

/** A Pod of a workload as the API shows it. */
export interface MemberView {
  /** Its phase. */
  readonly phase: PodPhase;
  /** `running`, `waiting:Reason` or `terminated:Reason:code`: of the first container that does not run. */
  readonly container: string;
  /** Its Ready condition. */
  readonly ready: boolean;
  /** True while it is being deleted. */
  readonly deleting: boolean;
  /** How often its containers were restarted. */
  readonly restarts: number;
}

/** One Pod of a workload. */
export interface MemberState {
  /** The Pod's name. */
  readonly name: string;
  /** Number of its revision, from 1. */
  readonly revision: number;
  /** Its ordinal in a StatefulSet, its node in a DaemonSet, otherwise its number within its revision. */
  readonly index: number;
  /** When it was created, in milliseconds. */
  readonly createdAt: number;
  /** The Pod under the kubelet; undefined until it is on a node. */
  readonly machine: PodState | undefined;
  /** True if it has a deletionTimestamp. */
  readonly deleted: boolean;
  /** The whole second in which it became ready, in milliseconds, as in the API. */
  readonly readyAt: number | undefined;
  /** What the API shows of it. */
  readonly shown: MemberView;
}

export const pending: MemberView = {
  phase: 'Pending',
  container: 'waiting:ContainerCreating',
  ready: false,
  deleting: false,
  restarts: 0,
};

/** What the API shows of the Pod that a kubelet has. */
export function viewOf(machine: PodState | undefined, deleted: boolean): MemberView {
  const shown = machine?.shown;
  if (shown === undefined) return { ...pending, deleting: deleted };
  const containers = Object.values(shown.containers);
  return {
    phase: shown.phase,
    container: containers.find(({ state }) => state !== 'running')?.state ?? 'running',
    ready: shown.ready,
    deleting: deleted,
    restarts: containers.reduce((sum, one) => sum + one.restarts, 0),
  };
}

/** It runs no more and never will. */
export const isTerminal = ({ shown }: MemberState) => shown.phase === 'Succeeded' || shown.phase === 'Failed';

/** It counts for its controller: it neither goes nor has gone. */
export const isActive = (member: MemberState) => !member.deleted && !isTerminal(member);

export const isHealthy = (member: MemberState) => member.shown.ready && !isTerminal(member);

/** When a ready Pod counts as available: so many seconds after the whole second in which it got ready. */
export const availableAt = ({ readyAt }: MemberState, minReadySeconds: number) =>
  (readyAt ?? Number.POSITIVE_INFINITY) + minReadySeconds * 1000;

export const isAvailable = (member: MemberState, minReadySeconds: number, now: number) =>
  isHealthy(member) && availableAt(member, minReadySeconds) <= now;
