import type { Container, Pod, Probe, ProbeKind, RestartPolicy } from '../manifest/types.ts';
import { tickKey } from './draft.ts';
import type { ContainerDraft, PodState, Timer, WorkerDraft } from './state.ts';
import { type KubeletTiming, nodeTiming } from './timing.ts';

/** Options of `createPodState`. */
export interface PodStateOptions {
  /** A validated Pod: `parsePod`. */
  readonly pod: Pod;
  /** The time at which the Pod is added, in milliseconds. Where the kubelet counts in whole seconds, it counts those of this time. */
  readonly now: number;
  /**
   * The delays of the kubelet and its node, which no manifest sets.
   * @default nodeTiming
   */
  readonly timing?: KubeletTiming | undefined;
}

function createContainer(spec: Container, index: number, init: boolean, podPolicy: RestartPolicy): ContainerDraft {
  const role = !init ? 'container' : spec.restartPolicy === 'Always' ? 'sidecar' : 'init';
  return {
    index,
    spec,
    role,
    policy: spec.restartPolicy ?? podPolicy,
    backOff: undefined,
    instance: undefined,
    state: 'waiting',
    alive: false,
    waitingReason: undefined,
    terminatedReason: '',
    restarts: 0,
    shownRestarts: 0,
    startedAt: 0,
    endedAt: undefined,
    exitCode: 0,
    completed: false,
    results: {},
    stopping: undefined,
    backOffUntil: undefined,
  };
}

function createWorker(index: number, container: number, kind: ProbeKind, spec: Probe): WorkerDraft {
  return {
    index,
    container,
    kind,
    spec,
    known: undefined,
    run: 0,
    last: undefined,
    lastOutcome: undefined,
    onHold: false,
    busy: false,
    stopped: false,
    tries: 0,
    attempt: undefined,
    attemptAt: 0,
    tickPending: false,
    triggerPending: false,
  };
}

/** The workers of a container, in the order in which their tickers start: the last goroutine that is made runs first. */
const workerOrder = [
  ['liveness', 'livenessProbe'],
  ['startup', 'startupProbe'],
  ['readiness', 'readinessProbe'],
] as const;

/**
 * The state of a Pod that has just been added. Throws nothing.
 * @param options the Pod and the time
 */
export function createPodState({ pod, now, timing = nodeTiming }: PodStateOptions): PodState {
  const containers = [...pod.initContainers, ...pod.containers].map((spec, index) =>
    createContainer(spec, index, index < pod.initContainers.length, pod.restartPolicy),
  );
  const workers: WorkerDraft[] = [];
  for (const { index, spec } of containers)
    for (const [kind, field] of workerOrder) {
      const probe = spec[field];
      if (probe !== undefined) workers.push(createWorker(workers.length, index, kind, probe));
    }
  const timers: Timer[] = workers.map(({ index, spec }) => {
    const due = now + spec.periodSeconds * 1000;
    return { at: due, order: index, key: tickKey(index), task: { kind: 'tick', worker: index, due } };
  });
  timers.push({ at: now, order: workers.length, key: 'sync', task: { kind: 'sync' } });
  if (pod.activeDeadlineSeconds !== undefined)
    timers.push({
      at: now + pod.activeDeadlineSeconds * 1000,
      order: workers.length + 1,
      key: 'deadline',
      task: { kind: 'deadline' },
    });
  return {
    pod,
    timing,
    addedAt: now,
    now,
    containers,
    workers,
    hooks: [],
    timers,
    numbers: timers.length,
    steps: [],
    failed: false,
    syncWanted: false,
    syncAgain: false,
    life: 'running',
    deleted: false,
    deadlineExceeded: false,
    graceSeconds: pod.terminationGracePeriodSeconds,
    endPlanned: false,
    end: undefined,
    gone: false,
    shown: undefined,
    lastReady: undefined,
  };
}
