import { createPodState } from '../machine/create.ts';
import type { Input } from '../machine/messages.ts';
import { stepPod } from '../machine/step.ts';
import { type Draft, isSame, reactEndpoints, reactReplicaSet, reactWorkload, record, schedule } from './draft.ts';
import { type MemberState, pending, viewOf } from './member.ts';

/** All who look after a Pod hear of it. */
function tellControllers(draft: Draft, { revision }: MemberState) {
  if (draft.state.workload.kind === 'Deployment') reactReplicaSet(draft, revision);
  else reactWorkload(draft);
  reactEndpoints(draft);
}

const replace = ({ state }: Draft, member: MemberState) => {
  state.members = state.members.map((one) => (one.name === member.name ? member : one));
};

/** Makes a Pod of a revision; a node gets it a moment later, one after the other. */
export function createMember(draft: Draft, revision: number, name: string, index: number) {
  const { state } = draft;
  const { timing, now } = state;
  const member: MemberState = {
    name,
    revision,
    index,
    createdAt: now,
    machine: undefined,
    deleted: false,
    readyAt: undefined,
    shown: pending,
  };
  state.members = [...state.members, member];
  state.admittedAt = Math.max(now + timing.admitMs, state.admittedAt + timing.apartMs);
  schedule(draft, state.admittedAt, `admit/${name}`, { kind: 'admit', pod: name });
  record(draft, { kind: 'pod', pod: name, revision, ...pending });
  tellControllers(draft, member);
}

/** Makes the next Pod of a revision that has no names of its own. @param index its node, or by default its number */
export function createNext(draft: Draft, revision: number, index?: number) {
  const { state } = draft;
  const made = (state.revisions.find((one) => one.number === revision)?.made ?? 0) + 1;
  state.revisions = state.revisions.map((one) => (one.number === revision ? { ...one, made } : one));
  createMember(draft, revision, `${state.workload.name}-${revision}-${made}`, index ?? made);
}

/** A node gets the Pod. */
export function admitMember(draft: Draft, name: string) {
  const { state } = draft;
  const member = state.members.find((one) => one.name === name);
  const template = state.revisions.find((one) => one.number === member?.revision)?.template;
  if (member === undefined || template === undefined) return;
  const machine = createPodState({ pod: { ...template, name }, now: state.now, timing: state.timing.kubelet });
  replace(draft, { ...member, machine });
}

function removeMember(draft: Draft, member: MemberState) {
  draft.state.members = draft.state.members.filter((one) => one.name !== member.name);
  record(draft, { kind: 'gone', pod: member.name, revision: member.revision });
  tellControllers(draft, member);
  reactWorkload(draft);
}

/** Steps a Pod's machine; what the API shows of it from now on is told. */
export function stepMember(draft: Draft, member: MemberState, input: Input) {
  if (member.machine === undefined) return;
  const { state, effects } = stepPod(member.machine, input, draft.state.now);
  for (const effect of effects) draft.effects.push({ kind: 'pod', pod: member.name, effect });
  showMember(draft, member, { ...member, machine: state });
}

function showMember(draft: Draft, before: MemberState, after: MemberState) {
  const shown = viewOf(after.machine, after.deleted);
  const turnedReady = shown.ready && !before.shown.ready;
  const readyAt = turnedReady ? Math.floor(draft.state.now / 1000) * 1000 : shown.ready ? before.readyAt : undefined;
  const member = { ...after, shown, readyAt };
  replace(draft, member);
  if (!isSame(shown, before.shown)) {
    record(draft, { kind: 'pod', pod: member.name, revision: member.revision, ...shown });
    tellControllers(draft, member);
  }
  if (member.machine?.gone) removeMember(draft, member);
}

/** Deletes a Pod; one that no node has got yet is gone at once. */
export function deleteMember(draft: Draft, member: MemberState) {
  if (member.deleted) return;
  if (member.machine === undefined) return removeMember(draft, member);
  stepMember(draft, { ...member, deleted: true }, { kind: 'delete' });
}
