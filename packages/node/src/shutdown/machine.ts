/**
 * The phase of a shutdown. `running`: it has not begun. `draining`: not ready, but serving as before. `closing`: no new
 * connection is accepted, requests in flight may finish. `closed`: no connection is left, `onClose` hooks run. `exited`: over.
 */
export type ShutdownPhase = 'running' | 'draining' | 'closing' | 'closed' | 'exited';

/** How it ended. `finished`: after all phases. `deadline`: `deadlineMs` was over. `forced`: by a second Ctrl-C at a terminal. */
export type ShutdownCause = 'finished' | 'deadline' | 'forced';

/** The times the machine goes by, in milliseconds. */
export interface MachinePolicy {
  readonly drainTimeoutMs: number;
  readonly deadlineMs: number;
}

/** Plain data; every moment is monotonic time in milliseconds, `Infinity` where it is not known yet. */
export interface MachineState {
  readonly phase: ShutdownPhase;
  readonly startedAt: number;
  /** When the phase was entered. */
  readonly phaseAt: number;
  /** Draining lasts at least until then. */
  readonly closeAt: number;
  /** What is still in flight is cut then. */
  readonly cutAt: number;
  /** All is over then, whatever is left. */
  readonly deadlineAt: number;
  /** The hooks of the draining phase have settled. */
  readonly drained: boolean;
  /** Those of the closing phase have. */
  readonly parted: boolean;
  /** No connection is left. */
  readonly emptied: boolean;
  /** The drain timeout cut what was in flight. */
  readonly cut: boolean;
  /** No hook has failed so far. */
  readonly clean: boolean;
  /** Set in `exited`. */
  readonly cause: ShutdownCause | null;
}

/** A phase that has hooks. */
export type Stage = 'draining' | 'closing' | 'closed';

/** What may happen. */
export type MachineEvent =
  /** The first request to go: a signal, or a call. */
  | { readonly type: 'begin'; readonly delayMs: number }
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** All hooks of a stage have settled. */
  | { readonly type: 'settled'; readonly stage: Stage; readonly clean: boolean }
  /** The last connection is gone. */
  | { readonly type: 'empty' }
  /** Something that is not a hook went wrong. */
  | { readonly type: 'fault' }
  /** Nobody needs what is left of the delay. */
  | { readonly type: 'hasten' }
  /** All ends now. */
  | { readonly type: 'end'; readonly cause: 'forced' | 'deadline' };

const NEVER = Number.POSITIVE_INFINITY;

export const RUNNING: MachineState = {
  phase: 'running',
  startedAt: NEVER,
  phaseAt: NEVER,
  closeAt: NEVER,
  cutAt: NEVER,
  deadlineAt: NEVER,
  drained: false,
  parted: false,
  emptied: false,
  cut: false,
  clean: true,
  cause: null,
};

/**
 * One step. Pure: the same state, event, policy and moment give the same answer. Returns the state it was given where the
 * event means nothing in it. At most one phase is entered per step, so whoever drives it sees each.
 */
export function step(state: MachineState, event: MachineEvent, policy: MachinePolicy, now: number): MachineState {
  if (state.phase === 'exited') return state;
  if (state.phase === 'running') return event.type === 'begin' ? begun(event.delayMs, policy, now) : state;
  // The deadline comes before all else: a loop that was blocked for long finds several moments past at once.
  if (now >= state.deadlineAt) return exited(state, 'deadline', now);
  switch (event.type) {
    case 'begin':
      return state;
    case 'fault':
      return state.clean ? { ...state, clean: false } : state;
    case 'hasten':
      return hastened(state, policy, now);
    case 'end':
      return exited(state, event.cause, now);
    case 'settled':
      return settled(state, event, policy, now);
    case 'empty':
      return closedIfDone({ ...state, emptied: true }, state, now);
    case 'tick':
      if (state.phase === 'closing' && now >= state.cutAt) return closed(state, true, now);
      return closeIfDue(state, policy, now);
  }
}

/** When the machine wants its next tick; `Infinity` where only an event can move it. */
export function nextTickAt(state: MachineState): number {
  if (state.phase === 'running' || state.phase === 'exited') return NEVER;
  if (state.phase === 'draining' && state.drained) return Math.min(state.closeAt, state.deadlineAt);
  if (state.phase === 'closing') return Math.min(state.cutAt, state.deadlineAt);
  return state.deadlineAt;
}

function begun(delayMs: number, { deadlineMs }: MachinePolicy, now: number): MachineState {
  return {
    ...RUNNING,
    phase: 'draining',
    startedAt: now,
    phaseAt: now,
    closeAt: now + delayMs,
    deadlineAt: now + deadlineMs,
  };
}

/** The delay is over; the hooks beside it are not. */
function hastened(state: MachineState, policy: MachinePolicy, now: number): MachineState {
  if (state.phase !== 'draining' || state.closeAt <= now) return state;
  return closeIfDue({ ...state, closeAt: now }, policy, now);
}

function settled(
  state: MachineState,
  { stage, clean }: { readonly stage: Stage; readonly clean: boolean },
  policy: MachinePolicy,
  now: number,
): MachineState {
  if (stage !== state.phase) return state;
  const next = clean ? state : { ...state, clean: false };
  if (stage === 'closed') return exited(next, 'finished', now);
  if (stage === 'closing') return closedIfDone({ ...next, parted: true }, state, now);
  return closeIfDue({ ...next, drained: true }, policy, now);
}

function closeIfDue(state: MachineState, { drainTimeoutMs }: MachinePolicy, now: number): MachineState {
  if (state.phase !== 'draining' || !state.drained || now < state.closeAt) return state;
  return { ...state, phase: 'closing', phaseAt: now, cutAt: now + drainTimeoutMs };
}

/** Closing is over when both are: the connections, and the hooks beside them. */
function closedIfDone(next: MachineState, before: MachineState, now: number): MachineState {
  if (before.phase !== 'closing') return before;
  return next.emptied && next.parted ? closed(next, false, now) : next;
}

const closed = (state: MachineState, cut: boolean, now: number): MachineState => ({
  ...state,
  phase: 'closed',
  phaseAt: now,
  cut,
});

const exited = (state: MachineState, cause: ShutdownCause, now: number): MachineState => ({
  ...state,
  phase: 'exited',
  phaseAt: now,
  cause,
});
