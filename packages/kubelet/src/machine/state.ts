import type { AttemptOutcome } from '../attempt/outcome.ts';
import type { Container, Pod, Probe, ProbeKind, RestartPolicy } from '../manifest/types.ts';
import type { BackOffEntry } from './back-off.ts';
import type { PodSnapshot, ProbeResult } from './records.ts';
import type { KubeletTiming } from './timing.ts';

/** Something to do, now or later. Containers and workers are named by their number. */
export type Task =
  | { readonly kind: 'sync' }
  /** The synchronisation under way goes on with its next step. */
  | { readonly kind: 'nextStep' }
  | { readonly kind: 'tick'; readonly worker: number; readonly due: number }
  | { readonly kind: 'attempted'; readonly attempt: number; readonly outcome: AttemptOutcome }
  | { readonly kind: 'hookEnded'; readonly hook: number; readonly error?: string }
  /** The grace period has ended before the preStop hook. */
  | { readonly kind: 'preStopOver'; readonly container: number }
  /** The grace period has ended before the containers that must end first. */
  | { readonly kind: 'turn'; readonly container: number }
  | { readonly kind: 'kill'; readonly container: number }
  | { readonly kind: 'deadline' }
  | { readonly kind: 'over'; readonly how: PodEnd }
  | { readonly kind: 'gone' };

/** A task with its time. Of two that are due at the same moment the one that was set first comes first. */
export interface Timer {
  readonly at: number;
  readonly order: number;
  /** Timers of one key are dropped together. */
  readonly key: string;
  readonly task: Task;
}

/** One thing a synchronisation does; they are done one after the other. */
export type Step =
  | {
      readonly kind: 'kill';
      readonly container: number;
      readonly failed: 'liveness' | 'startup';
      readonly restart: boolean;
    }
  | {
      readonly kind: 'start';
      readonly container: number;
      /** When the newest process that had ended ended, as the synchronisation saw it at its beginning: the back-off goes by that. */
      readonly endedAt: number | undefined;
    };

/** How a Pod ends: `terminated` after a deletion, `completed` when it has run to its end. */
export type PodEnd = 'terminated' | 'completed';

/** What comes after a container that is being stopped has ended. */
export type AfterStop = 'step' | 'startFailed' | 'end';

/** How a container is being stopped. */
export interface Stopping {
  /** When the stop began. */
  since: number;
  graceSeconds: number;
  /** When the grace period ends, as far as it is known. */
  deadline: number;
  /** It waits for the containers that must end first, since then and with so many seconds left. */
  waiting: { readonly since: number; readonly seconds: number } | undefined;
  ordered: boolean;
  next: AfterStop;
}

export type ContainerRole = 'container' | 'init' | 'sidecar';

/** What is known about one container of the Pod. */
export interface ContainerDraft {
  readonly index: number;
  readonly spec: Container;
  readonly role: ContainerRole;
  readonly policy: RestartPolicy;
  backOff: BackOffEntry | undefined;
  /** Number of the newest process; undefined before the first. */
  instance: number | undefined;
  /** `up`: it runs, and the next synchronisation will see it. */
  state: 'waiting' | 'creating' | 'postStart' | 'up' | 'running' | 'terminated';
  /** True from the moment the process exists. */
  alive: boolean;
  /** Why the last start failed, as the API shows it until one succeeds. */
  waitingReason: string | undefined;
  /** Empty before the first end. */
  terminatedReason: string;
  restarts: number;
  /** What the API shows: a new process counts once it runs or has ended. */
  shownRestarts: number;
  startedAt: number;
  /** When the newest process that has ended did so; a running one may have come since. */
  endedAt: number | undefined;
  exitCode: number;
  /** An init container that has done its work. */
  completed: boolean;
  results: { startup?: ProbeResult; readiness?: ProbeResult; liveness?: ProbeResult };
  stopping: Stopping | undefined;
  /** When the restart back-off ends, while it lasts. */
  backOffUntil: number | undefined;
}

/** One probe of one container: a ticker, a run of equal outcomes, and the result that is published when the run is long enough. */
export interface WorkerDraft {
  readonly index: number;
  readonly container: number;
  readonly kind: ProbeKind;
  readonly spec: Probe;
  /** The process that it has registered. */
  known: number | undefined;
  run: number;
  last: 'success' | 'failure' | undefined;
  lastOutcome: 'success' | 'failure' | 'discarded' | undefined;
  onHold: boolean;
  busy: boolean;
  stopped: boolean;
  /** Attempts so far at what counts as one, and the one under way. */
  tries: number;
  attempt: number | undefined;
  attemptAt: number;
  tickPending: boolean;
  triggerPending: boolean;
}

/** A postStart or preStop hook under way. */
export interface RunningHook {
  readonly hook: number;
  readonly container: number;
  readonly which: 'postStart' | 'preStop';
}

export interface PodDraft {
  readonly pod: Pod;
  readonly timing: KubeletTiming;
  readonly addedAt: number;
  now: number;
  containers: ContainerDraft[];
  workers: WorkerDraft[];
  hooks: RunningHook[];
  timers: Timer[];
  /** The last number given to a process, an attempt, a hook or a timer. */
  numbers: number;
  /** What the synchronisation under way has still to do; empty when none is under way. */
  steps: readonly Step[];
  /** A start in the synchronisation under way has failed: the next one comes by itself. */
  failed: boolean;
  /** Something happened meanwhile: another synchronisation follows at once, or a moment later. */
  syncWanted: boolean;
  syncAgain: boolean;
  /** `resetting`: all containers are stopped, to be started anew. `finishing`: nothing is left to run. `terminating`: all is stopped for good. */
  life: 'running' | 'resetting' | 'finishing' | 'terminating';
  deleted: boolean;
  deadlineExceeded: boolean;
  /** The grace period of the end. */
  graceSeconds: number;
  endPlanned: boolean;
  end: PodEnd | undefined;
  /** The object is gone from the API. */
  gone: boolean;
  /** What the API shows, and the Ready condition as the prober sees it. */
  shown: PodSnapshot | undefined;
  lastReady: boolean | undefined;
}

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** One Pod under the kubelet: plain data, which may be stored, sent and compared. Nothing in it changes. */
export interface PodState extends DeepReadonly<PodDraft> {}
export type ContainerState = DeepReadonly<ContainerDraft>;
export type WorkerState = DeepReadonly<WorkerDraft>;
