/**
 * Who answers the probes.
 *
 * - `starting`: a worker is starting; meanwhile the main thread answers, except at the very beginning, when nobody does.
 * - `handing-over`: the worker is ready, the main thread has closed the port, and the worker opens it.
 * - `worker`: the worker answers.
 * - `falling-back`: the main thread opens the port. `main`: the main thread answers.
 * - `deaf`: neither could open the port; it is tried again.
 * - `closing`: both are asked to end. `cutting`: the worker has not ended and is terminated. `closed`: both have ended.
 * - `failed`: nobody could open the port in the beginning.
 */
export type PortPhase =
  | 'starting'
  | 'handing-over'
  | 'worker'
  | 'falling-back'
  | 'main'
  | 'deaf'
  | 'closing'
  | 'cutting'
  | 'closed'
  | 'failed';

/** Plain data; every moment is monotonic time in milliseconds, `Infinity` where there is none. */
export interface PortState {
  readonly phase: PortPhase;
  /** When the phase was entered. */
  readonly phaseAt: number;
  /** Workers are counted: what an earlier one says means nothing any more. */
  readonly worker: number;
  /** The main thread has the port. */
  readonly main: boolean;
  /** Somebody has answered: from here on nobody waits for what happens. */
  readonly served: boolean;
  /** Why there can be no worker, if there can be none. */
  readonly barrier: string | undefined;
  /** What has failed in a row, or after each other in less than `LAST_RETRY_MS`. */
  readonly failures: number;
  /** Why the last one to listen failed. */
  readonly reason: string;
  /** When the next worker is due; while one is starting, when it is given up; while closing, when it is cut. */
  readonly dueAt: number;
}

/** What may happen. */
export type PortEvent =
  /** Time has passed. */
  | { readonly type: 'tick' }
  /** The worker of this number has been heard of. */
  | { readonly type: 'ready' | 'listening'; readonly worker: number }
  /** The worker of this number is gone or could not be started, or could not listen. */
  | { readonly type: 'lost' | 'refused'; readonly worker: number; readonly reason: string }
  /** The main thread listens, or could not. */
  | { readonly type: 'main-listening' }
  | { readonly type: 'main-refused'; readonly reason: string }
  /** There can be no worker any more, or there can be one again. */
  | { readonly type: 'barrier'; readonly barrier: string | undefined }
  /** Asked to close. */
  | { readonly type: 'close' }
  /** While closing: neither of the two is left. */
  | { readonly type: 'gone' };

/** Who is to be there. Whoever drives the machine makes it so. */
export interface Wanted {
  /** The number of the worker that is to run, if one is. */
  readonly worker: number | undefined;
  /** Who is to have the port. */
  readonly listener: 'main' | 'worker' | 'nobody';
}

const NEVER = Number.POSITIVE_INFINITY;

export const FIRST_RETRY_MS = 1_000;
export const LAST_RETRY_MS = 60_000;
/** How long a worker may take until it listens. */
export const START_MS = 10_000;
/** How long a worker may take to end. */
export const CLOSE_MS = 2_000;

/** The beginning: a worker is started where there can be one, else the main thread is to listen. */
export function begin(barrier: string | undefined, now: number): PortState {
  const idle = { phase: 'falling-back', phaseAt: now, worker: 0, main: false, served: false, failures: 0 } as const;
  const state: PortState = { ...idle, barrier, reason: '', dueAt: NEVER };
  return barrier === undefined ? started(state, now) : state;
}

/**
 * One step. Pure: the same state, event and moment give the same answer. Returns the state it was given where the event
 * means nothing in it. At most one phase is entered per step.
 */
export function step(state: PortState, event: PortEvent, now: number): PortState {
  const { phase } = state;
  if (phase === 'closed' || phase === 'failed') return state;
  if (phase === 'closing' || phase === 'cutting') return ending(state, event, now);
  if ('worker' in event && event.worker !== wanted(state).worker) return state;
  switch (event.type) {
    case 'tick':
      return now < nextTickAt(state) ? state : ticked(state, now);
    case 'ready':
      return phase === 'starting' ? enter({ ...state, main: false }, 'handing-over', now, state.dueAt) : state;
    case 'listening':
      return phase === 'handing-over' ? enter({ ...state, served: true }, 'worker', now, NEVER) : state;
    case 'lost':
      return lost(state, event.reason, now);
    case 'refused':
      return state.served ? lost(state, event.reason, now) : enter(state, 'failed', now, NEVER);
    case 'main-listening':
      return phase === 'falling-back' ? enter({ ...state, main: true, served: true }, 'main', now, state.dueAt) : state;
    case 'main-refused':
      return phase === 'falling-back' ? refused({ ...state, reason: event.reason }, now) : state;
    case 'barrier':
      // Another one in the place of the first is no news.
      return (event.barrier === undefined) === (state.barrier === undefined)
        ? state
        : barred({ ...state, barrier: event.barrier }, now);
    case 'close':
      return enter(state, 'closing', now, now + CLOSE_MS);
    case 'gone':
      return state;
  }
}

/** When the machine wants its next tick; `Infinity` where only an event can move it. */
export const nextTickAt = ({ phase, dueAt }: PortState): number => (phase === 'falling-back' ? NEVER : dueAt);

export function wanted({ phase, worker, main }: PortState): Wanted {
  switch (phase) {
    case 'starting':
      return { worker, listener: main ? 'main' : 'nobody' };
    case 'handing-over':
    case 'worker':
      return { worker, listener: 'worker' };
    case 'falling-back':
    case 'main':
      return { worker: undefined, listener: 'main' };
    default:
      return { worker: undefined, listener: 'nobody' };
  }
}

const enter = (state: PortState, phase: PortPhase, now: number, dueAt: number): PortState => ({
  ...state,
  phase,
  phaseAt: now,
  dueAt,
});

const started = (state: PortState, now: number): PortState =>
  enter({ ...state, worker: state.worker + 1 }, 'starting', now, now + START_MS);

function ticked(state: PortState, now: number): PortState {
  if (state.phase === 'starting' || state.phase === 'handing-over')
    return lost(state, `it did not listen within ${START_MS / 1_000} s`, now);
  return state.barrier === undefined ? started(state, now) : enter(state, 'falling-back', now, NEVER);
}

/** The next try comes after 1, 2, 4 ... 60 s. */
const retryAt = (failures: number, now: number): number =>
  now + Math.min(FIRST_RETRY_MS * 2 ** failures, LAST_RETRY_MS);

/** The main thread takes over, where it has not got the port anyway. */
function lost(state: PortState, reason: string, now: number): PortState {
  // A worker that has answered for longer than the longest wait is no reason to wait longer and longer.
  const failures = state.phase === 'worker' && now - state.phaseAt > LAST_RETRY_MS ? 0 : state.failures;
  const dueAt = state.barrier === undefined ? retryAt(failures, now) : NEVER;
  return enter({ ...state, reason, failures: failures + 1 }, state.main ? 'main' : 'falling-back', now, dueAt);
}

function refused(state: PortState, now: number): PortState {
  if (!state.served) return enter(state, 'failed', now, NEVER);
  if (state.dueAt !== NEVER) return enter(state, 'deaf', now, state.dueAt);
  return enter({ ...state, failures: state.failures + 1 }, 'deaf', now, retryAt(state.failures, now));
}

function barred(state: PortState, now: number): PortState {
  const { phase, barrier, failures } = state;
  if (barrier !== undefined && wanted(state).worker !== undefined) return lost(state, barrier, now);
  // Somebody has to listen: that is tried again, whoever it is.
  if (phase === 'deaf') return state;
  return { ...state, dueAt: barrier === undefined ? retryAt(failures, now) : NEVER };
}

function ending(state: PortState, event: PortEvent, now: number): PortState {
  if (event.type === 'gone') return enter(state, 'closed', now, NEVER);
  return event.type === 'tick' && now >= state.dueAt ? enter(state, 'cutting', now, NEVER) : state;
}
