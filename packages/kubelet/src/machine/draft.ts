import type { Effect } from './messages.ts';
import type { NewRecord } from './records.ts';
import type { ContainerDraft, PodDraft, PodState, Task } from './state.ts';

/** One step of a Pod in the making: the state that it will have, what is to be done, and what comes of it at once. */
export interface Draft {
  readonly state: PodDraft;
  readonly effects: Effect[];
  /** Done one after the other before the step is over. */
  readonly tasks: Task[];
}

/** A step begins with a copy: what that shares with the state is never changed in place. */
export const draftOf = (state: PodState): Draft => ({
  state: {
    ...state,
    containers: state.containers.map((one) => ({
      ...one,
      results: { ...one.results },
      stopping: one.stopping && { ...one.stopping },
    })),
    workers: state.workers.map((one) => ({ ...one })),
    hooks: [...state.hooks],
    timers: [...state.timers],
  },
  effects: [],
  tasks: [],
});

export const emit = ({ effects }: Draft, effect: Effect) => effects.push(effect);

export const record = (draft: Draft, entry: NewRecord) =>
  emit(draft, { kind: 'record', record: { at: draft.state.now, ...entry } });

/** An event about a container. */
export function event(
  draft: Draft,
  { spec, role }: ContainerDraft,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
) {
  const fieldPath = `spec.${role === 'container' ? 'containers' : 'initContainers'}{${spec.name}}`;
  record(draft, { kind: 'event', container: spec.name, fieldPath, type, reason, message });
}

export const nextNumber = ({ state }: Draft): number => ++state.numbers;

/** Before this step is over. */
export const soon = ({ tasks }: Draft, task: Task) => tasks.push(task);

export function schedule(draft: Draft, at: number, key: string, task: Task) {
  draft.state.timers.push({ at, order: nextNumber(draft), key, task });
}

/** Drops what is scheduled under a key. */
export function unschedule({ state }: Draft, key: string) {
  if (state.timers.some((timer) => timer.key === key)) state.timers = state.timers.filter((timer) => timer.key !== key);
}

export const tickKey = (worker: number) => `tick/${worker}`;
export const stopKey = ({ index }: ContainerDraft) => `stop/${index}`;
