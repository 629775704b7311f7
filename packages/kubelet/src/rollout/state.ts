import type { Pod } from '../manifest/types.ts';
import type { Budget } from './budget.ts';
import type { Endpoint, Service } from './endpoints.ts';
import type { MemberState } from './member.ts';
import { nodeRolloutTiming, type RolloutTiming } from './timing.ts';
import type { Workload } from './workload.ts';

/** A Pod template that the workload has had. */
export interface Revision {
  /** Its number, from 1, in the order in which they came. */
  readonly number: number;
  /** The Pod template. */
  readonly template: Pod;
  /** How many Pods have been created from it. */
  readonly made: number;
}

/** A Deployment's ReplicaSet: the Pods of one revision. */
export interface ReplicaSetState {
  /** The number of the revision whose Pods it makes. */
  readonly revision: number;
  /** `spec.replicas`. */
  readonly desired: number;
  /** The numbers that the Deployment noted when it last scaled it: its replicas, and the most with the surge. */
  readonly sizedFor: { readonly replicas: number; readonly most: number };
  /** Pods that it has. */
  readonly replicas: number;
  /** Pods that are ready. */
  readonly readyReplicas: number;
  /** Pods that have been ready for `minReadySeconds`. */
  readonly availableReplicas: number;
  /** Pods that are being deleted; they count nowhere else. */
  readonly terminatingReplicas: number;
}

/** A Deployment's condition Progressing. */
export interface Progress {
  /** The condition Progressing; undefined while it is Unknown: while the Deployment is paused, and after that until something changes. */
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

/** The workload's status, with the names of a Deployment; for a DaemonSet and a StatefulSet the numbers mean the same. */
export interface WorkloadStatus {
  /** Pods that are wanted. */
  readonly desired: number;
  /** Pods that exist. */
  readonly replicas: number;
  /** Pods of the new template. */
  readonly updatedReplicas: number;
  /** Pods that are ready. */
  readonly readyReplicas: number;
  /** Pods that have been ready for `minReadySeconds`. */
  readonly availableReplicas: number;
  /** How many of the wanted Pods are not available. */
  readonly unavailableReplicas: number;
  /** Pods that are being deleted. */
  readonly terminatingReplicas: number;
  /** Of a Deployment: the condition Available. */
  readonly available?: boolean;
  /** Of a Deployment: the progress of its rollout. */
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
  /** The delays of the kubelet and its node, which no manifest sets. */
  readonly timing: RolloutTiming;
  /** The workload's current object. */
  readonly workload: Workload;
  /** The Service of its Pods. */
  readonly service: Service | undefined;
  /** The PodDisruptionBudget of its Pods. */
  readonly budget: Budget | undefined;
  /** Its templates, in the order in which they came. */
  readonly revisions: readonly Revision[];
  /** The number of the current template's revision. */
  readonly current: number;
  /** The number of the revision of the last rollout that completed. */
  readonly stable: number;
  /** The ReplicaSets of a Deployment, in the order in which they were created. */
  readonly replicaSets: readonly ReplicaSetState[];
  /** Its Pods, in the order in which they were created. */
  readonly members: readonly MemberState[];
  /** The endpoints, where requests go. */
  readonly endpoints: readonly Endpoint[];
  /** What the API shows of the workload. */
  readonly status: WorkloadStatus;
  /** What is due later. */
  readonly timers: readonly Timer[];
  /** The last number given to a timer. */
  readonly numbers: number;
  /** When the node got its last Pod, in milliseconds; it gets them one after the other. */
  readonly admittedAt: number;
}

/** Options of `createRolloutState`. */
export interface RolloutStateOptions {
  /** The Deployment, StatefulSet or DaemonSet. */
  readonly workload: Workload;
  /**
   * The Service of the Pods.
   * @default none
   */
  readonly service?: Service | undefined;
  /**
   * The PodDisruptionBudget of its Pods.
   * @default none
   */
  readonly budget?: Budget | undefined;
  /** The time at which the workload is created, in milliseconds. Where the cluster counts in whole seconds, it counts those of this time. */
  readonly now: number;
  /**
   * The delays of the kubelet and its node, which no manifest sets.
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

/**
 * The state of a workload that has just been created: it has no Pods yet. Throws nothing.
 * @param options the workload and the time
 */
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

/**
 * True if all Pods have the workload's template and are available, and others are at most being deleted. Throws nothing.
 * @param state the rollout
 */
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
