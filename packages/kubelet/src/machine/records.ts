import type { ProbeKind } from '../manifest/types.ts';

/** The result of a probe. @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#probe-outcome */
export type ProbeResult = 'success' | 'failure' | 'unknown';

/** One container as the API shows it. */
export interface ContainerSnapshot {
  /** `running`, `waiting:Reason` or `terminated:Reason:code`. */
  readonly state: string;
  /** True if it is ready. */
  readonly ready: boolean;
  /** True if its startup probe has passed, or it has none. */
  readonly started: boolean;
  /** How often it was restarted. */
  readonly restarts: number;
}

/** The phase of a Pod. @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed';

/** The Pod as the API shows it. */
export interface PodSnapshot {
  /** Its phase. */
  readonly phase: PodPhase;
  /** The Ready condition: all containers and sidecars are ready. */
  readonly ready: boolean;
  /** The Initialized condition: all init containers are done and all sidecars started. */
  readonly initialized: boolean;
  /** True while it is being deleted. */
  readonly deleting: boolean;
  /** The containers by name, init containers first. */
  readonly containers: Readonly<Record<string, ContainerSnapshot>>;
}

/** One attempt of a probe has ended. */
export interface ProbeRecord {
  readonly kind: 'probe';
  readonly container: string;
  readonly probe: ProbeKind;
  /** `discarded`: it errored three times, so nothing counts. */
  readonly outcome: 'success' | 'failure' | 'discarded';
  /** How many outcomes of this kind there are in a row, and how many make a result. */
  readonly run: number;
  readonly threshold: number;
  /** When the attempt began: milliseconds on the clock that drives the Pod. */
  readonly startedAt: number;
  /** What the attempt gave, as in the event about it. */
  readonly output: string;
}

/** The published result of a probe has changed. */
export interface ResultRecord {
  readonly kind: 'result';
  readonly container: string;
  readonly probe: ProbeKind;
  readonly result: ProbeResult;
}

/** An event, as `kubectl describe pod` lists it. */
export interface EventRecord {
  readonly kind: 'event';
  /** The container; empty if the event is about the Pod as a whole. */
  readonly container: string;
  /** The field that it is about, such as `spec.containers{app}`; empty for the Pod as a whole. */
  readonly fieldPath: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** The Pod's Ready condition has changed. */
export interface ReadyRecord {
  readonly kind: 'ready';
  readonly value: boolean;
}

export type ContainerRecord = { readonly kind: 'container'; readonly container: string } & (
  | { readonly event: 'started'; readonly restarts: number }
  | { readonly event: 'killing'; readonly grace: number }
  | { readonly event: 'sigterm' }
  | {
      readonly event: 'sigkill' /** Not because the grace period was over: somebody wants it gone at once. */;
      readonly forced?: true;
    }
  | { readonly event: 'exited'; readonly code: number }
  | { readonly event: 'CrashLoopBackOff'; readonly seconds: number }
);

export interface HookRecord {
  readonly kind: 'hook';
  readonly container: string;
  readonly hook: 'postStart' | 'preStop';
  readonly event: 'started' | 'ended' | 'failed';
  readonly message?: string;
}

export interface PodRecord {
  readonly kind: 'pod';
  /** `terminated`: all its processes are gone after a deletion. `gone`: so is the object. `completed`: it has run to its end. */
  readonly event: 'deleted' | 'terminated' | 'gone' | 'completed';
}

/** What the API shows has changed. */
export interface StatusRecord {
  readonly kind: 'status';
  readonly status: PodSnapshot;
}

/** Something that happened, in the order in which it happened. */
export type KubeletRecord = {
  /** Milliseconds on the clock that drives the Pod. */
  readonly at: number;
} & (ProbeRecord | ResultRecord | EventRecord | ReadyRecord | ContainerRecord | HookRecord | PodRecord | StatusRecord);

type WithoutTime<R> = R extends unknown ? Omit<R, 'at'> : never;
/** A record before it gets its time. */
export type NewRecord = WithoutTime<KubeletRecord>;
