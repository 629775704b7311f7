import { nextAt as nextOfPod } from '../machine/step.ts';
import { budgetStatus, mayEvict } from './budget.ts';
import { syncDaemonSet } from './daemon-set.ts';
import { syncDeployment } from './deployment.ts';
import { type Draft, draftOf, isSame, reactReplicaSet, reactWorkload, record } from './draft.ts';
import { endpointsOf } from './endpoints.ts';
import type { MemberState } from './member.ts';
import type { RolloutEffect, RolloutInput } from './messages.ts';
import { admitMember, deleteMember, stepMember } from './pods.ts';
import { syncReplicaSet } from './replica-set.ts';
import type { RolloutState, Task } from './state.ts';
import { syncStatefulSet } from './stateful-set.ts';
import type { Workload } from './workload.ts';

/** The result of a step. */
export interface SteppedRollout {
  /** The state of the workload after the step. */
  readonly state: RolloutState;
  /** What the world has to do, in order. */
  readonly effects: readonly RolloutEffect[];
}

/**
 * One step of a workload under its controllers, with all its Pods under their kubelets. Pure, as `stepPod`: the same state, input and
 * time give the same result. The world's answers to the Pods' effects come back as inputs. Throws nothing.
 */
export function stepRollout(state: RolloutState, input: RolloutInput, now: number): SteppedRollout {
  const draft = draftOf(state);
  if (input.kind === 'time') {
    for (let due = nextAt(draft.state); due !== undefined && due <= now; due = nextAt(draft.state)) runDue(draft, due);
  } else {
    draft.state.now = Math.max(draft.state.now, now);
    take(draft, input);
  }
  return draft;
}

const nextOf = ({ machine }: MemberState) => (machine === undefined ? undefined : nextOfPod(machine));

/**
 * When the rollout needs its next `time` input, in milliseconds; undefined if only another input can change it. Throws nothing.
 * @param state the rollout
 */
export function nextAt({ timers, members }: RolloutState): number | undefined {
  let next: number | undefined;
  for (const at of [...timers.map((one) => one.at), ...members.map(nextOf)])
    if (at !== undefined && (next === undefined || at < next)) next = at;
  return next;
}

/** One thing that is due: what happens in a Pod comes before what its controllers make of it. */
function runDue(draft: Draft, due: number) {
  const { state } = draft;
  state.now = Math.max(state.now, due);
  const member = state.members.find((one) => nextOf(one) === due);
  if (member !== undefined) return stepMember(draft, member, { kind: 'time' });
  const [timer] = state.timers.filter((one) => one.at === due).sort((a, b) => a.order - b.order);
  if (timer === undefined) return;
  state.timers = state.timers.filter((one) => one !== timer);
  runTask(draft, timer.task);
}

function runTask(draft: Draft, task: Task) {
  if (task.kind === 'replicaSet') return syncReplicaSet(draft, task.revision);
  if (task.kind === 'admit') return admitMember(draft, task.pod);
  if (task.kind === 'endpoints') return syncEndpoints(draft);
  const { kind } = draft.state.workload;
  if (kind === 'Deployment') syncDeployment(draft);
  else if (kind === 'StatefulSet') syncStatefulSet(draft);
  else syncDaemonSet(draft);
}

function syncEndpoints(draft: Draft) {
  const { state } = draft;
  if (state.service === undefined) return;
  const endpoints = endpointsOf(state.members, state.service);
  if (isSame(endpoints, state.endpoints)) return;
  state.endpoints = endpoints;
  record(draft, { kind: 'endpoints', endpoints });
}

function take(draft: Draft, input: Exclude<RolloutInput, { kind: 'time' }>) {
  if (input.kind === 'apply') return apply(draft, input.workload);
  const member = draft.state.members.find((one) => one.name === input.pod);
  if (member === undefined) return;
  if (input.kind === 'pod') stepMember(draft, member, input.input);
  else if (input.kind === 'delete') deleteMember(draft, member);
  else evict(draft, member);
}

/** A template that has been there before is its revision again: that is what a rollback is. */
function apply(draft: Draft, workload: Workload) {
  const { state } = draft;
  const { template } = workload;
  const known = state.revisions.find((one) => isSame(one.template, template));
  const number = known?.number ?? state.revisions.length + 1;
  if (known === undefined) state.revisions = [...state.revisions, { number, template, made: 0 }];
  state.workload = workload;
  state.current = number;
  reactWorkload(draft);
  // Another minReadySeconds changes what is available.
  for (const { revision } of state.replicaSets) reactReplicaSet(draft, revision);
}

function evict(draft: Draft, member: MemberState) {
  const { budget, members, workload } = draft.state;
  const status = budget && budgetStatus(budget, members, workload.replicas);
  const allowed = budget === undefined || status === undefined || mayEvict(budget, status, member);
  record(draft, { kind: 'eviction', pod: member.name, allowed, ...(status === undefined ? {} : { budget: status }) });
  if (allowed) deleteMember(draft, member);
}
