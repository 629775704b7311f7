import { ProbezError } from '@probez/core';
import { oneTimer } from '../one-timer.ts';
import { writeTerminationLog } from '../termination-log.ts';
import type { Closing } from './closing.ts';
import { createStages, type Stages } from './hook-stages.ts';
import type { Hook } from './hooks.ts';
import { type MachineEvent, type MachineState, nextTickAt, RUNNING, type Stage, step } from './machine.ts';
import type { OpenRequest } from './open-request.ts';
import { watchOthers } from './others-watch.ts';
import type { Settings } from './settings.ts';
import type { ShutdownLog } from './shutdown-log.ts';
import type { EarlyEnd } from './stop.ts';
import type { ShutdownClock } from './timers.ts';
import type { Drainable, ShutdownEvent, ShutdownReport } from './types.ts';

/** How long an app that owns its server may take to close, its own hooks included. */
const OWNER_CLOSE_MS = 10_000;

export interface DriverOptions {
  readonly settings: Settings;
  readonly health: Drainable;
  readonly closing: Closing;
  readonly clock: ShutdownClock;
  readonly log: ShutdownLog;
  /** Whether an app is to be closed before the `onClose` hooks. */
  readonly hasOwners: boolean;
  emit(event: ShutdownEvent): void;
  /** What the process ends with, where others end with it. */
  exitCodeWith(own: number): number;
  /** The exit code of somebody else's `process.exit()` is corrected where it hides what was lost. */
  readonly endsProcess: boolean;
  /** Called once, in the end. */
  onExit(report: ShutdownReport): void;
}

/** Drives the state machine: hands it what happens and does what each phase asks for. */
export interface Driver {
  readonly state: MachineState;
  /** Why it began. */
  readonly reason: string;
  readonly signal: AbortSignal;
  begin(reason: string, hurried: boolean): void;
  /** A person waits: nothing is waited for but what is in flight. */
  hurry(): void;
  /** The exit code is 1 in the end. */
  fault(): void;
  /** Ends the checks: once, however often it is called. */
  stopHealth(): Promise<void>;
  /** Somebody waits for the end: a call of `shutdown()`, or of the app's own close. */
  asked(): void;
  /** Somebody else ends the process. */
  interrupted(by: string | undefined): void;
  end(cause: EarlyEnd): void;
}

export function createDriver(options: DriverOptions): Driver {
  const { settings, health, closing, clock, log, emit } = options;
  const controller = new AbortController();
  let state = RUNNING;
  let reason = '';
  /** Somebody is waiting at a terminal. */
  let hurried = false;
  let cut: readonly OpenRequest[] = [];
  const fault = (): void => dispatch({ type: 'fault' });
  const timer = oneTimer(clock, () => dispatch({ type: 'tick' }));
  const others = watchOthers(closing, clock, log, () => dispatch({ type: 'hasten' }));
  const hooks = createStages({
    last: settings.onClose,
    clock,
    log,
    emit,
    reason: () => reason,
    isOver: () => state.phase === 'exited',
    onFault: fault,
  });

  function dispatch(event: MachineEvent): void {
    const before = state;
    state = step(before, event, settings, clock.now());
    // After every event: Node's timers may fire a fraction early, and that tick moves nothing.
    timer.expect(nextTickAt(state));
    if (state.phase !== before.phase) enter(before);
  }

  function enter(before: MachineState): void {
    const { phase, phaseAt } = state;
    const durationMs = before.phase === 'running' ? 0 : phaseAt - before.phaseAt;
    if (phase === 'draining') startDraining();
    if (phase === 'closing') startClosing(durationMs);
    if (phase === 'closed') startClosed(durationMs);
    emit({ type: 'phase', phase, from: before.phase, reason, durationMs, time: clock.time() });
    if (phase === 'exited') finish(before);
  }

  function startDraining(): void {
    // Logged only after it is done, so that a slow log delays nothing.
    void hooks.own('health.drain()', () => health.drain(reason));
    closing.drain();
    log.draining(reason, state.closeAt - state.startedAt, closing, hurried ? undefined : settings.development);
    controller.abort(new ProbezError('SHUTDOWN', `the service is draining: ${reason}`));
    others.begin(reason);
    void settle('draining', async () => {
      const first = await hooks.run('onDrain', settings.onDrain);
      return (await hooks.run('whileDraining', settings.whileDraining)) && first;
    });
  }

  function startClosing(durationMs: number): void {
    others.end();
    // Hooks that drained for long have used up a part of it.
    log.closing(durationMs, closing, Math.min(settings.drainTimeoutMs, state.deadlineAt - state.phaseAt));
    void closing.close(hurried ? 0 : settings.idleMs).then(() => dispatch({ type: 'empty' }));
    void settle('closing', () => hooks.run('whileClosing', settings.whileClosing));
  }

  function startClosed(durationMs: number): void {
    if (state.cut) {
      cut = closing.open();
      log.cut(durationMs, cut, closing.idle());
      closing.cut();
    }
    const closers = closersOf(options);
    log.closed(durationMs, closers.length, closing);
    void settle('closed', async () => {
      // Its checks would fail loudly as soon as what they ask is closed. Liveness and startup stay as they are.
      await stopHealth();
      return hooks.run('onClose', closers);
    });
  }

  async function settle(stage: Stage, run: () => Promise<boolean>): Promise<void> {
    dispatch({ type: 'settled', stage, clean: await run() });
  }

  const stopHealth = (): Promise<void> => hooks.own('health.stop()', () => health.stop());

  function finish(before: MachineState): void {
    others.end();
    if (before.phase !== 'closed') cut = closing.open();
    const report = reportOf(state, reason, cut, options);
    if (report === undefined) return;
    log.exited(report, hooks.running());
    if (report.exitCode !== 0) writeTerminationLog(settings.terminationLog, log.troubles());
    options.onExit(report);
  }

  return {
    get state() {
      return state;
    },
    get reason() {
      return reason;
    },
    signal: controller.signal,
    begin(why, now) {
      if (state.phase !== 'running') return;
      reason = why;
      hurried = now;
      // Where nobody listens there is no traffic to wait for.
      dispatch({ type: 'begin', delayMs: hurried || closing.unreached ? 0 : settings.delayMs });
    },
    hurry() {
      hurried = true;
      closing.hurry();
      dispatch({ type: 'hasten' });
    },
    interrupted: (by) => leaveWord({ by: by ?? others.suspects(), state, hooks }, options),
    stopHealth,
    asked: hooks.asked,
    fault,
    end: (cause) => dispatch({ type: 'end', cause }),
  };
}

/** The app comes first: its own hooks may want what the others close. */
function closersOf({ settings, closing, hasOwners }: DriverOptions): readonly Hook[] {
  const app: Hook = { name: 'close of the app', run: closing.closeOwners, timeoutMs: OWNER_CLOSE_MS };
  return hasOwners ? [app, ...settings.onClose] : settings.onClose;
}

function reportOf(
  state: MachineState,
  reason: string,
  cut: readonly OpenRequest[],
  { exitCodeWith }: DriverOptions,
): ShutdownReport | undefined {
  const { cause, clean, startedAt, phaseAt } = state;
  if (cause === null) return undefined;
  const exitCode = exitCodeWith(exitCodeFor(cause === 'finished' && clean));
  return { exitCode, cause, reason, durationMs: phaseAt - startedAt, cut };
}

/** The last log lines and hooks, in Node's `exit` event. The exit code can still be set there: 0 must not hide what was not done. */
function leaveWord(
  { by, state, hooks }: { readonly by: string; readonly state: MachineState; readonly hooks: Stages },
  { closing, log, settings, endsProcess }: DriverOptions,
): void {
  const [open, running] = [closing.open(), hooks.running()];
  log.interrupted({ by, phase: state.phase, open, running, left: hooks.left() });
  const done = hooks.startRest();
  writeTerminationLog(settings.terminationLog, log.troubles());
  const whole = done && state.clean && open.length === 0 && running.length === 0;
  if (!whole && endsProcess && exitCodeFor(true) === 0) process.exitCode = 1;
}

/** What the app has put into `process.exitCode`, after an exception for example, is kept. */
const exitCodeFor = (clean: boolean): number => Number(process.exitCode ?? (clean ? 0 : 1));
