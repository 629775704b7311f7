import { type Draft, emit, event, record, schedule, stopKey, unschedule } from './draft.ts';
import { runHook } from './hooks.ts';
import type { AfterStop, ContainerDraft, ContainerState, PodState } from './state.ts';

/** At least this much time remains for the process after a preStop hook. */
export const minimumGraceSeconds = 2;

export interface StopRequest {
  readonly graceSeconds: number;
  /** The text of the Killing event. */
  readonly message: string;
  /** Wait for the containers that must end first: main containers before sidecars, sidecars in reverse order. */
  readonly ordered: boolean;
  /** What comes when the process has ended. */
  readonly next: AfterStop;
}

/** Main containers end before sidecars, later sidecars before earlier ones. */
const endsBefore = (other: ContainerState, one: ContainerState) =>
  other !== one && (other.role === 'container' || other.index > one.index);

/** True when nothing that must end before this container is alive. */
const isTurn = ({ containers }: PodState, one: ContainerState): boolean =>
  one.role !== 'sidecar' || containers.every((other) => !other.alive || !endsBefore(other, one));

/** Stops a container: preStop hook, turn, SIGTERM, grace period, SIGKILL. */
export function stopContainer(draft: Draft, one: ContainerDraft, request: StopRequest) {
  const { now } = draft.state;
  const { graceSeconds, ordered, next } = request;
  const grace = Math.max(minimumGraceSeconds, graceSeconds);
  one.stopping = { since: now, graceSeconds, deadline: now + grace * 1000, waiting: undefined, ordered, next };
  record(draft, { kind: 'container', container: one.spec.name, event: 'killing', grace });
  event(draft, one, 'Normal', 'Killing', request.message);
  const { preStop } = one.spec;
  if (preStop === undefined || graceSeconds <= 0) return awaitTurn(draft, one, graceSeconds);
  schedule(draft, now + graceSeconds * 1000, stopKey(one), { kind: 'preStopOver', container: one.index });
  runHook(draft, one, 'preStop', preStop);
}

/** The preStop hook has ended, with an error or without. It may have been given up before. */
export function preStopEnded(draft: Draft, one: ContainerDraft, error: string | undefined) {
  if (error !== undefined) event(draft, one, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
  const { timers, now } = draft.state;
  const expected = timers.some(({ task }) => task.kind === 'preStopOver' && task.container === one.index);
  if (!expected || !one.alive || one.stopping === undefined) return;
  const { since, graceSeconds } = one.stopping;
  awaitTurn(draft, one, graceSeconds - Math.floor((now - since) / 1000));
}

/** The time for the preStop hook is over. */
export const preStopOver = (draft: Draft, one: ContainerDraft) => awaitTurn(draft, one, 0);

function awaitTurn(draft: Draft, one: ContainerDraft, seconds: number) {
  unschedule(draft, stopKey(one));
  if (one.stopping === undefined) return;
  const { now } = draft.state;
  if (!one.stopping.ordered || seconds <= 0 || isTurn(draft.state, one)) return signal(draft, one, seconds);
  one.stopping.waiting = { since: now, seconds };
  schedule(draft, now + seconds * 1000, stopKey(one), { kind: 'turn', container: one.index });
}

/** It has waited long enough. Waiting counts against the grace period, in whole seconds. */
export function takeTurn(draft: Draft, one: ContainerDraft) {
  const waiting = one.stopping?.waiting;
  if (one.stopping === undefined || waiting === undefined) return;
  one.stopping.waiting = undefined;
  signal(draft, one, waiting.seconds - Math.floor((draft.state.now - waiting.since) / 1000));
}

function signal(draft: Draft, one: ContainerDraft, seconds: number) {
  if (one.stopping === undefined || one.instance === undefined) return;
  unschedule(draft, stopKey(one));
  one.stopping.deadline = draft.state.now + Math.max(minimumGraceSeconds, seconds) * 1000;
  record(draft, { kind: 'container', container: one.spec.name, event: 'sigterm' });
  emit(draft, { kind: 'signal', instance: one.instance, signal: 'SIGTERM' });
  schedule(draft, one.stopping.deadline, stopKey(one), { kind: 'kill', container: one.index });
}

/** SIGKILL. @param forced not because the grace period is over: somebody wants it gone at once */
export function killContainer(draft: Draft, one: ContainerDraft, forced = false) {
  if (!one.alive || one.instance === undefined) return;
  const { name } = one.spec;
  record(draft, { kind: 'container', container: name, event: 'sigkill', ...(forced ? { forced } : {}) });
  emit(draft, { kind: 'kill', instance: one.instance });
}

/** The process has ended: whoever waited for that has its turn. Gives what comes next, if it was being stopped. */
export function stopped(draft: Draft, one: ContainerDraft): AfterStop | undefined {
  const next = one.stopping?.next;
  one.stopping = undefined;
  unschedule(draft, stopKey(one));
  for (const other of draft.state.containers)
    if (other.stopping?.waiting !== undefined && isTurn(draft.state, other)) takeTurn(draft, other);
  return next;
}
