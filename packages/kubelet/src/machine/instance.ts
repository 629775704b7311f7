import type { Container, RestartPolicy } from '../manifest/types.ts';
import { type BackOff, createBackOff } from './back-off.ts';
import type { ProbeResult } from './records.ts';

/** How a container is being stopped. */
export interface Stopping {
  /** When the grace period ends, as far as it is known. */
  deadline: number;
  /** A deletion that came later may allow less. */
  limit: number;
  /** Undoes the timers of the stop. */
  cancels: (() => void)[];
  signalled: boolean;
  readonly done: () => void;
}

/** What is known about one container of the Pod; a restart changes it in place. */
export interface Slot {
  readonly spec: Container;
  readonly init: boolean;
  readonly sidecar: boolean;
  readonly policy: RestartPolicy;
  readonly backOff: BackOff;
  /** Number of the newest process; undefined before the first. */
  instance: number | undefined;
  /** `up`: it runs, and the next synchronisation will see it. */
  state: 'waiting' | 'creating' | 'postStart' | 'up' | 'running' | 'terminated';
  /** True from the moment the process exists. */
  alive: boolean;
  /** Why it waits, as the API shows it after the next synchronisation. */
  waitingReason: string | undefined;
  terminatedReason: string;
  restarts: number;
  /** What the API shows: a new process counts once it runs or has ended. */
  shownRestarts: number;
  startedAt: number;
  finishedAt: number;
  exitCode: number;
  /** An init container that has done its work. */
  completed: boolean;
  results: { startup?: ProbeResult; readiness?: ProbeResult; liveness?: ProbeResult };
  stopping: Stopping | undefined;
  /** When the restart back-off ends, while it lasts. */
  backOffUntil: number | undefined;
  /** When the last BackOff event was written. */
  backOffEventAt: number | undefined;
}

export function createSlot(spec: Container, init: boolean, podPolicy: RestartPolicy): Slot {
  const sidecar = init && spec.restartPolicy === 'Always';
  return {
    spec,
    init,
    sidecar,
    policy: spec.restartPolicy ?? podPolicy,
    backOff: createBackOff(),
    instance: undefined,
    state: 'waiting',
    alive: false,
    waitingReason: undefined,
    terminatedReason: '',
    restarts: 0,
    shownRestarts: 0,
    startedAt: 0,
    finishedAt: 0,
    exitCode: 0,
    completed: false,
    results: {},
    stopping: undefined,
    backOffUntil: undefined,
    backOffEventAt: undefined,
  };
}

/** Running, as the API sees it: a container whose postStart hook still runs is not. */
export const isRunning = (slot: Slot): boolean => slot.state === 'running';

/** The startup probe has passed, or there is none. */
export const isStarted = (slot: Slot): boolean =>
  isRunning(slot) && (slot.spec.startupProbe === undefined || slot.results.startup === 'success');

export function isReady(slot: Slot): boolean {
  if (slot.init && !slot.sidecar) return slot.state === 'terminated' && slot.exitCode === 0;
  if (!isStarted(slot)) return false;
  return slot.spec.readinessProbe === undefined || slot.results.readiness === 'success';
}

/** May it be started again after this exit? */
export function mayRestart(slot: Slot): boolean {
  if (slot.sidecar || slot.policy === 'Always') return !(slot.init && !slot.sidecar && slot.exitCode === 0);
  return slot.policy === 'OnFailure' && slot.exitCode !== 0;
}
