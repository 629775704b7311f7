import type { NewRolloutRecord, RolloutEffect } from './messages.ts';
import type { RolloutState, Task } from './state.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One step in the making. What the state holds is replaced, never changed in place. */
export interface Draft {
  readonly state: Writable<RolloutState>;
  readonly effects: RolloutEffect[];
}

export const draftOf = (state: RolloutState): Draft => ({ state: { ...state }, effects: [] });

export const record = ({ state, effects }: Draft, entry: NewRolloutRecord) =>
  effects.push({ kind: 'record', record: { at: state.now, ...entry } });

/** Whether two plain values are the same. */
export const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Does something at that time; what was to be done under the same key is not done. */
export function schedule({ state }: Draft, at: number, key: string, task: Task) {
  state.numbers += 1;
  state.timers = [...state.timers.filter((one) => one.key !== key), { at, order: state.numbers, key, task }];
}

/** A controller has seen something, and acts a moment later; several events in that moment are one. */
function react(draft: Draft, task: Task, key: string, ms: number) {
  if (!draft.state.timers.some((one) => one.key === key)) schedule(draft, draft.state.now + ms, key, task);
}

export const reactWorkload = (draft: Draft) =>
  react(draft, { kind: 'workload' }, 'workload', draft.state.timing.controllerMs);

export const reactReplicaSet = (draft: Draft, revision: number) =>
  react(draft, { kind: 'replicaSet', revision }, `replicaSet/${revision}`, draft.state.timing.controllerMs);

export const reactEndpoints = (draft: Draft) =>
  react(draft, { kind: 'endpoints' }, 'endpoints', draft.state.timing.endpointsMs);
