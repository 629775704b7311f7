import { type Draft, draftOf } from './draft.ts';
import { checkEnd, exceedDeadline, gone, killAll, over, remove, stopForGood } from './ending.ts';
import { cancelHooks, hookFellBack, takeHook } from './hooks.ts';
import type { Effect, Input } from './messages.ts';
import { attempted, tick } from './probing.ts';
import { cannotStart, ended, hookFailed, postStartEnded, processStarted } from './starting.ts';
import type { ContainerDraft, PodState, Task, Timer } from './state.ts';
import { showReady } from './status.ts';
import { killContainer, preStopEnded, preStopOver, stopped, takeTurn } from './stopping.ts';
import { nextStep, sync } from './syncing.ts';

/** The result of a step. */
export interface Stepped {
  /** The state of the Pod after the step. */
  readonly state: PodState;
  /** What the world has to do, in order. */
  readonly effects: readonly Effect[];
}

/**
 * One step of a Pod under the kubelet. Pure: it reads no clock, does no input or output and changes nothing it is given; the same
 * state, input and time give the same result. The world's answers to the effects come back as inputs. Throws nothing.
 */
export function stepPod(state: PodState, input: Input, now: number): Stepped {
  const draft = draftOf(state);
  if (input.kind === 'time') {
    for (let timer = takeTimer(draft, now); timer !== undefined; timer = takeTimer(draft, now))
      during(draft, timer.at, () => runTask(draft, timer.task));
  } else during(draft, now, () => take(draft, input));
  return { state: draft.state, effects: draft.effects };
}

/**
 * When the Pod needs its next `time` input, in milliseconds; undefined if only another input can change it. Throws nothing.
 * @param state the Pod
 */
export function nextAt({ timers }: PodState): number | undefined {
  let next: number | undefined;
  for (const { at } of timers) if (next === undefined || at < next) next = at;
  return next;
}

function takeTimer({ state }: Draft, now: number): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of state.timers)
    if (
      timer.at <= now &&
      (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
    )
      first = timer;
  if (first !== undefined) state.timers = state.timers.filter((timer) => timer !== first);
  return first;
}

function during(draft: Draft, now: number, action: () => void) {
  draft.state.now = Math.max(draft.state.now, now);
  action();
  for (let task = draft.tasks.shift(); task !== undefined; task = draft.tasks.shift()) runTask(draft, task);
}

function runTask(draft: Draft, task: Task) {
  switch (task.kind) {
    case 'sync':
      return sync(draft);
    case 'nextStep':
      return nextStep(draft);
    case 'tick':
      return tick(draft, task.worker, task.due);
    case 'attempted':
      return attempted(draft, task.attempt, task.outcome);
    case 'hookEnded':
      return hookEnded(draft, task.hook, task.error);
    case 'deadline':
      return exceedDeadline(draft);
    case 'over':
      return over(draft, task.how);
    case 'gone':
      return gone(draft);
    default: {
      const one = draft.state.containers[task.container];
      if (one === undefined) return;
      if (task.kind === 'preStopOver') preStopOver(draft, one);
      else if (task.kind === 'turn') takeTurn(draft, one);
      else killContainer(draft, one);
    }
  }
}

function take(draft: Draft, input: Exclude<Input, { kind: 'time' }>) {
  switch (input.kind) {
    case 'attempted':
      return attempted(draft, input.attempt, input.outcome);
    case 'hookEnded':
      if (input.httpFallback !== undefined) hookFellBack(draft, input.hook, input.httpFallback);
      return hookEnded(draft, input.hook, input.error);
    case 'delete':
      return remove(draft, input.graceSeconds ?? draft.state.pod.terminationGracePeriodSeconds);
    case 'forceKill':
      return killAll(draft);
    default: {
      const one = draft.state.containers.find(({ instance }) => instance === input.instance);
      if (one === undefined) return;
      if (input.kind === 'started') started(draft, one);
      else if (input.kind === 'exited') exited(draft, one, input.code);
      else startFailed(draft, one, input.message);
    }
  }
}

/** What is started while all is being stopped is stopped, too. */
function started(draft: Draft, one: ContainerDraft) {
  if (draft.state.life === 'running') return processStarted(draft, one);
  one.alive = true;
  one.state = 'running';
  stopForGood(draft, one);
}

function startFailed(draft: Draft, one: ContainerDraft, message: string) {
  cannotStart(draft, one, message);
  checkEnd(draft);
}

function exited(draft: Draft, one: ContainerDraft, code: number) {
  const wasStarting = one.state === 'postStart';
  ended(draft, one, code, code === 0 ? 'Completed' : 'Error');
  const then = stopped(draft, one);
  cancelHooks(draft, one);
  showReady(draft);
  if (draft.state.life !== 'running') checkEnd(draft);
  else if (then === 'step') {
    draft.state.syncWanted = true;
    nextStep(draft);
  } else if (then === 'startFailed') hookFailed(draft, one);
  else if (!wasStarting) sync(draft);
}

function hookEnded(draft: Draft, number: number, error: string | undefined) {
  const hook = takeHook(draft, number, error);
  const one = hook && draft.state.containers[hook.container];
  if (hook === undefined || one === undefined) return;
  if (hook.which === 'preStop') preStopEnded(draft, one, error);
  else if (draft.state.life === 'running') postStartEnded(draft, one, error);
}
