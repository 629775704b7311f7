import type { Pod } from '../manifest/types.ts';
import type { Budget } from './budget.ts';
import type { Endpoint, Service } from './endpoints.ts';
import type { MemberState } from './member.ts';
import { nodeRolloutTiming, type RolloutTiming } from './timing.ts';
import type { Workload } from './workload.ts';

/** A Pod template that the workload has had. Numbers go from 1, in the order in which they came. */
export interface Revision {
  /** From 1. */
  readonly number: number;
  /** The Pod that it makes. */
  readonly template: Pod;
  /** How many Pods have been made of it. */
  readonly made: number;
}

/** A Deployment's ReplicaSet: the Pods of one revision. */
export interface ReplicaSetState {
  /** Whose Pods it makes. */
  readonly revision: number;
  /** `spec.replicas`. */
  readonly desired: number;
  /** What the Deployment wrote down when it last gave it a size: its own replicas, and those with the surge. */
  readonly sizedFor: { readonly replicas: number; readonly most: number };
  /** Pods that it has. */
  readonly replicas: number;
  /** Those that are ready. */
  readonly readyReplicas: number;
  /** Those that have been ready for `minReadySeconds`. */
  readonly availableReplicas: number;
  /** Those that are going; they count nowhere else. */
  readonly terminatingReplicas: number;
}

/** A Deployment's condition Progressing. */
export interface Progress {
  /** The condition Progressing; undefined where it is Unknown: while the Deployment is paused, and until something moves after that. */
  readonly going?: boolean;
  /** Its reason. */
  readonly reason:
    | 'NewReplicaSetCreated'
    | 'ReplicaSetUpdated'
    | 'NewReplicaSetAvailable'
    | 'ProgressDeadlineExceeded'
    | 'DeploymentPaused'
    | 'DeploymentResumed';
  /** The whole second of the last progress, in milliseconds. */
  readonly at: number;
}

/** The workload's status, in the words of a Deployment; a DaemonSet's and a StatefulSet's numbers mean the same. */
export interface WorkloadStatus {
  /** Pods that are wanted. */
  readonly desired: number;
  /** Pods that are there. */
  readonly replicas: number;
  /** Those of the new template. */
  readonly updatedReplicas: number;
  /** Those that are ready. */
  readonly readyReplicas: number;
  /** Those that have been ready for `minReadySeconds`. */
  readonly availableReplicas: number;
  /** What is missing of those. */
  readonly unavailableReplicas: number;
  /** Those that are going. */
  readonly terminatingReplicas: number;
  /** Of a Deployment: the condition Available. */
  readonly available?: boolean;
  /** Of a Deployment: how its rollout gets on. */
  readonly progress?: Progress;
}

/** Something to do at its time. */
export type Task =
  | { /** The workload's own controller. */ readonly kind: 'workload' }
  | { readonly kind: 'replicaSet'; readonly revision: number }
  | { /** A node gets the Pod. */ readonly kind: 'admit'; readonly pod: string }
  | { readonly kind: 'endpoints' };

export interface Timer {
  readonly at: number;
  readonly order: number;
  /** There is one timer of a key at most. */
  readonly key: string;
  readonly task: Task;
}

/** A workload with its Pods, under its controllers and kubelets: plain data, which may be stored, sent and compared. Nothing in it changes. */
export interface RolloutState {
  /** The moment of this state, in milliseconds. */
  readonly now: number;
  /** How long things take that no manifest names. */
  readonly timing: RolloutTiming;
  /** As its object is now. */
  readonly workload: Workload;
  /** What sends requests to its Pods. */
  readonly service: Service | undefined;
  /** What protects its Pods from evictions. */
  readonly budget: Budget | undefined;
  /** Its templates, in the order in which they came. */
  readonly revisions: readonly Revision[];
  /** The revision that the workload's template is now. */
  readonly current: number;
  /** The revision of the last rollout that was completed. */
  readonly stable: number;
  /** Of a Deployment, in the order in which they were made. */
  readonly replicaSets: readonly ReplicaSetState[];
  /** In the order in which they were made. */
  readonly members: readonly MemberState[];
  /** Where requests go. */
  readonly endpoints: readonly Endpoint[];
  /** What the API shows of the workload. */
  readonly status: WorkloadStatus;
  /** What is due later. */
  readonly timers: readonly Timer[];
  /** The last number given to a timer. */
  readonly numbers: number;
  /** When the node got its last Pod: it starts them one after the other. */
  readonly admittedAt: number;
}

/** Options of `createRolloutState`. */
export interface RolloutStateOptions {
  /** The Deployment, StatefulSet or DaemonSet. */
  readonly workload: Workload;
  /**
   * What sends requests to the Pods.
   * @default none
   */
  readonly service?: Service | undefined;
  /**
   * What protects its Pods from evictions.
   * @default none
   */
  readonly budget?: Budget | undefined;
  /** The time at which the workload is created, in milliseconds; whole seconds of it are the cluster's whole seconds. */
  readonly now: number;
  /**
   * How long things take that no manifest names.
   * @default nodeRolloutTiming
   */
  readonly timing?: RolloutTiming | undefined;
}

const nothing: WorkloadStatus = {
  desired: 0,
  replicas: 0,
  updatedReplicas: 0,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 0,
  terminatingReplicas: 0,
};

/** A workload that has just been created: it has no Pods yet. */
export const createRolloutState = ({
  workload,
  service,
  budget,
  now,
  timing = nodeRolloutTiming,
}: RolloutStateOptions): RolloutState => ({
  now,
  timing,
  workload,
  service,
  budget,
  revisions: [{ number: 1, template: workload.template, made: 0 }],
  current: 1,
  stable: 1,
  replicaSets: [],
  members: [],
  endpoints: [],
  status: nothing,
  timers: [{ at: now, order: 0, key: 'workload', task: { kind: 'workload' } }],
  numbers: 0,
  admittedAt: now,
});

/** Everything is as the workload wants it: all Pods are of its template and available, and no other is left but those that are going. Throws nothing. */
export function isComplete({ status, workload, members, current }: RolloutState): boolean {
  const { updatedReplicas, availableReplicas } = status;
  if (workload.kind === 'Deployment' && status.progress?.reason !== 'NewReplicaSetAvailable') return false;
  const kept =
    workload.strategy.type === 'RollingUpdate' ? Math.min(workload.strategy.partition, workload.replicas) : 0;
  return (
    status.desired === workload.replicas &&
    updatedReplicas >= workload.replicas - kept &&
    availableReplicas >= workload.replicas &&
    members.filter((one) => !one.deleted).length === workload.replicas &&
    (kept > 0 || members.every((one) => one.deleted || one.revision === current))
  );
}
