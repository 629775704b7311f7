import type { Pod } from '../manifest/types.ts';
import { createAppearance } from './appearance.ts';
import { createAttempts } from './attempts.ts';
import { createHooks } from './hooks.ts';
import { createSlot, isReady, isRunning, isStarted, type Slot } from './instance.ts';
import type { ContainerView, Effect, Input } from './messages.ts';
import { planSync, type Step } from './plan.ts';
import type { NewRecord, PodSnapshot } from './records.ts';
import { takeSnapshot } from './snapshot.ts';
import { createStopper } from './stopper.ts';
import { createTermination } from './termination.ts';
import { createAgenda } from './timers.ts';
import { type KubeletTiming, nodeTiming } from './timing.ts';
import { viewSlot } from './view.ts';
import { createWorkers, type WorkerHost } from './worker.ts';

export interface PodMachineOptions {
  /** A validated Pod: {@link parsePod}. */
  readonly pod: Pod;
  /** The time at which the Pod is added, in milliseconds; whole seconds of it are what the kubelet sees as whole seconds. */
  readonly now: number;
  /** @default nodeTiming */
  readonly timing?: KubeletTiming | undefined;
}

/**
 * One Pod under the kubelet: what happens next, given what has happened. It reads no clock and does no input or output:
 * time comes in as an argument, what is to be done comes out as effects, and the world's answers come back as inputs.
 */
export interface PodMachine {
  /** Takes what the world says; gives what is to be done. */
  handle(input: Input, now: number): Effect[];
  /** Does what has become due. The first call adds the Pod. */
  advance(now: number): Effect[];
  /** When {@link PodMachine.advance} is to be called next. */
  nextAt(): number | undefined;
  /** The Pod as the API shows it. */
  status(): PodSnapshot;
  /** Containers and probes, for a live view. */
  view(): ContainerView[];
  /** `terminated` after a deletion, `completed` when it has run to its end. */
  end(): 'terminated' | 'completed' | undefined;
}

export function createPodMachine({ pod, now: addedAt, timing = nodeTiming }: PodMachineOptions): PodMachine {
  const agenda = createAgenda();
  const slots: Slot[] = [
    ...pod.initContainers.map((spec) => createSlot(spec, true, pod.restartPolicy)),
    ...pod.containers.map((spec) => createSlot(spec, false, pod.restartPolicy)),
  ];
  let now = addedAt;
  let effects: Effect[] = [];
  let numbers = 0;
  let steps: Step[] = []; // what the synchronisation under way has still to do
  let syncWanted = false;
  let syncAgain = false; // something else happened meanwhile: that is a synchronisation of its own

  const nextNumber = () => ++numbers;
  const emit = (effect: Effect) => effects.push(effect);
  const record = (entry: NewRecord) => emit({ kind: 'record', record: { at: now, ...entry } });
  const event = (slot: Slot, type: 'Normal' | 'Warning', reason: string, message: string) =>
    record({ kind: 'event', container: slot.spec.name, type, reason, message });

  const snapshot = () => {
    const { deleted, end } = termination;
    return takeSnapshot({
      slots,
      deleting: deleted,
      ended: end !== undefined,
      neverRestarts: pod.restartPolicy === 'Never',
    });
  };
  const { showReady, showStatus } = createAppearance({ slots, snapshot, record });

  // Probing.

  const attempts = createAttempts({ now: () => now, agenda, emit, nextNumber });
  const host: WorkerHost = {
    now: () => now,
    agenda,
    record,
    isLast: (slot) => slot.policy === 'Never' && !slot.sidecar,
    attempt: (worker) => attempts.start(worker),
    published(worker, result, registered) {
      showReady();
      // Readiness and a passed startup go to the API at once, without a synchronisation.
      if (worker.kind !== 'liveness' && isRunning(worker.slot) && !registered) showStatus();
      if (worker.kind === 'liveness' && result !== 'failure' && !timing.syncOnLivenessSuccess) return;
      // Not at once: the worker goes on with its attempt first.
      agenda.set(now + (registered ? timing.registrationSyncMs : timing.resultSyncMs), sync);
    },
  };
  const workers = slots.flatMap((slot) => createWorkers(host, slot));

  // Synchronising.

  /** Looks at the containers: what has been started is seen now, and a started one that is not ready is tried at once. */
  function look() {
    for (const slot of slots) {
      if (slot.state !== 'up') continue;
      slot.state = 'running';
      slot.shownRestarts = slot.restarts;
    }
    showReady();
    showStatus();
    triggerReadiness();
  }

  function triggerReadiness() {
    for (const worker of workers)
      if (worker.kind === 'readiness' && isStarted(worker.slot) && !isReady(worker.slot)) worker.trigger();
  }

  function sync() {
    if (termination.end !== undefined) return;
    if (termination.begun || steps.length > 0) {
      syncWanted = true;
      showReady();
      if (timing.syncWhileStopping) triggerReadiness();
      else syncAgain = true;
      return;
    }
    syncWanted = false;
    look();
    if (termination.begun || steps.length > 0) return; // what was seen has led to a synchronisation of its own
    const plan = planSync(slots);
    if (plan.kind === 'finish') return termination.begin(pod.terminationGracePeriodSeconds);
    steps = plan.steps;
    runStep();
  }

  function runStep() {
    const [step] = steps;
    if (step?.kind === 'kill') stopForProbe(step);
    else if (step?.kind === 'start') start(step.slot);
    else if (syncWanted) {
      if (syncAgain) agenda.set(now + timing.resultSyncMs, sync);
      syncAgain = false;
      sync();
    }
  }

  function stepDone() {
    steps = steps.slice(1);
    if (!termination.begun) runStep();
  }

  // Starting.

  function start(slot: Slot) {
    const wait = slot.instance === undefined ? undefined : slot.backOff.waitUntil(slot.finishedAt, now);
    if (wait !== undefined) {
      backOff(slot, wait);
      return stepDone();
    }
    if (slot.instance !== undefined) {
      slot.backOff.started(slot.finishedAt, now);
      slot.restarts++;
    }
    slot.instance = nextNumber();
    slot.state = 'creating';
    slot.waitingReason = undefined;
    slot.backOffUntil = undefined;
    slot.results = {};
    emit({ kind: 'start', instance: slot.instance, container: slot.spec, restarts: slot.restarts });
  }

  function backOff(slot: Slot, wait: number) {
    if (slot.backOffUntil === undefined) {
      const seconds = slot.backOff.delay() / 1000;
      record({ kind: 'container', container: slot.spec.name, event: 'CrashLoopBackOff', seconds });
      const grid = timing.backOffGridMs;
      slot.backOffUntil = addedAt + Math.ceil((wait - addedAt) / grid) * grid;
      agenda.set(slot.backOffUntil, sync);
    }
    slot.waitingReason = 'CrashLoopBackOff';
    if (slot.backOffEventAt === now) return; // the synchronisation that follows a kill sees it once more
    slot.backOffEventAt = now;
    const name = `${pod.name}_${pod.namespace}`;
    event(slot, 'Warning', 'BackOff', `Back-off restarting failed container ${slot.spec.name} in pod ${name}(UID)`);
  }

  function started(slot: Slot) {
    slot.alive = true;
    slot.startedAt = now;
    slot.terminatedReason = '';
    event(slot, 'Normal', 'Created', 'Container created');
    event(slot, 'Normal', 'Started', 'Container started');
    record({ kind: 'container', container: slot.spec.name, event: 'started', restarts: slot.restarts });
    const { postStart } = slot.spec;
    if (termination.begun) {
      slot.state = 'running';
      termination.stop(slot);
    } else if (postStart === undefined) up(slot);
    else {
      slot.state = 'postStart';
      hooks.run(slot, 'postStart', postStart, (error) => postStartEnded(slot, error));
    }
  }

  function up(slot: Slot) {
    slot.state = 'up';
    syncWanted = true;
    stepDone();
  }

  function postStartEnded(slot: Slot, error: string | undefined) {
    if (termination.begun && slot.stopping !== undefined) return;
    if (error === undefined) return up(slot);
    event(slot, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
    const message = 'FailedPostStartHook';
    if (!slot.alive) {
      event(slot, 'Normal', 'Killing', message);
      return startFailed(slot, 'PostStartHookError');
    }
    const done = () => startFailed(slot, 'PostStartHookError');
    stopper.stop(slot, { graceSeconds: pod.terminationGracePeriodSeconds, message, ordered: false, done });
  }

  function startFailed(slot: Slot, reason: string) {
    slot.waitingReason = reason;
    agenda.set(now + timing.startErrorSyncMs, sync);
    stepDone();
  }

  function cannotStart(slot: Slot, why: string) {
    event(slot, 'Normal', 'Created', 'Container created');
    event(slot, 'Warning', 'Failed', `Error: failed to create containerd task: ${why}`);
    terminated(slot, 128, 'StartError');
    if (termination.begun) termination.check();
    else startFailed(slot, 'RunContainerError');
  }

  // Ending.

  function terminated(slot: Slot, code: number, reason: string) {
    slot.alive = false;
    slot.state = 'terminated';
    slot.terminatedReason = reason;
    slot.exitCode = code;
    slot.finishedAt = now;
    slot.shownRestarts = slot.restarts;
    slot.completed = slot.init && !slot.sidecar && code === 0;
    record({ kind: 'container', container: slot.spec.name, event: 'exited', code });
  }

  function exited(slot: Slot, code: number) {
    const { stopping } = slot;
    const wasStarting = slot.state === 'postStart';
    terminated(slot, code, code === 0 ? 'Completed' : 'Error');
    stopper.ended(slot);
    hooks.containerGone(slot);
    showReady();
    if (termination.begun) termination.check();
    else if (stopping !== undefined) stopping.done();
    else if (!wasStarting) sync();
  }

  const graceOf = (step: Extract<Step, { kind: 'kill' }>) =>
    (step.failed === 'liveness' ? step.slot.spec.livenessProbe : step.slot.spec.startupProbe)
      ?.terminationGracePeriodSeconds ?? pod.terminationGracePeriodSeconds;

  function stopForProbe(step: Extract<Step, { kind: 'kill' }>) {
    const { slot, failed, restart } = step;
    if (!slot.alive) return stepDone(); // it has just ended by itself
    const message = `Container ${slot.spec.name} failed ${failed} probe${restart ? ', will be restarted' : ''}`;
    const done = () => {
      syncWanted = true;
      stepDone();
    };
    stopper.stop(slot, { graceSeconds: graceOf(step), message, ordered: false, done });
  }

  const hooks = createHooks({ now: () => now, agenda, emit, record, nextNumber });
  const stopper = createStopper({
    now: () => now,
    agenda,
    emit,
    record,
    hooks,
    isTurn: (slot) => !slot.sidecar || slots.every((other) => !other.alive || !endsBefore(slots, other, slot)),
  });

  const termination = createTermination({
    slots,
    workers: () => workers,
    stopper,
    now: () => now,
    agenda,
    timing,
    graceSeconds: pod.terminationGracePeriodSeconds,
    record,
    showStatus,
    onBegin() {
      steps = [];
      syncWanted = false;
    },
  });

  function input(message: Input) {
    if (message.kind === 'attempted') return attempts.end(message.attempt, message.outcome);
    if (message.kind === 'hookEnded') {
      if (message.httpFallback !== undefined) hooks.fellBack(message.hook, message.httpFallback);
      return hooks.end(message.hook, message.error);
    }
    if (message.kind === 'delete')
      return termination.remove(Math.max(1, message.graceSeconds ?? pod.terminationGracePeriodSeconds));
    if (message.kind === 'forceKill') {
      for (const slot of slots) {
        // A process that is about to be there must not come any more.
        if (slot.state === 'creating' && slot.instance !== undefined) emit({ kind: 'kill', instance: slot.instance });
        else stopper.kill(slot, true);
      }
      return;
    }
    const slot = slots.find((one) => one.instance === message.instance);
    if (slot === undefined) return;
    if (message.kind === 'started') started(slot);
    else if (message.kind === 'exited') exited(slot, message.code);
    else cannotStart(slot, message.message);
  }

  function during(time: number, action: () => void): Effect[] {
    now = Math.max(now, time);
    effects = [];
    action();
    const out = effects;
    effects = [];
    return out;
  }

  agenda.set(addedAt, sync);
  return {
    handle: (message, time) => during(time, () => input(message)),
    advance(time) {
      const out: Effect[] = [];
      for (let timer = agenda.take(time); timer !== undefined; timer = agenda.take(time))
        out.push(...during(timer.at, timer.fire));
      return out;
    },
    nextAt: () => (termination.end === 'terminated' ? undefined : agenda.nextAt()),
    status: snapshot,
    view: () => slots.map((slot) => viewSlot(slot, workers)),
    end: () => termination.end,
  };
}

/** Main containers end before sidecars, later sidecars before earlier ones. */
function endsBefore(slots: readonly Slot[], other: Slot, slot: Slot): boolean {
  if (other === slot) return false;
  return !other.init || slots.indexOf(other) > slots.indexOf(slot);
}
