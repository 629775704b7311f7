import { ProbezError } from '@probez/core';
import { writeTerminationLog } from '../termination-log.ts';
import type { Closing } from './closing.ts';
import { createStages } from './hook-stages.ts';
import type { Hook } from './hooks.ts';
import { type MachineEvent, type MachineState, nextTickAt, RUNNING, step } from './machine.ts';
import type { OpenRequest } from './open-request.ts';
import type { Settings } from './options.ts';
import { watchOthers } from './others-watch.ts';
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
  /** Somebody else ends the process. */
  interrupted(by: string): void;
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
  let cancelTick: (() => void) | undefined;
  const others = watchOthers(closing, clock, log, () => dispatch({ type: 'hasten' }));

  const hooks = createStages({
    last: settings.onClose,
    clock,
    log,
    emit,
    reason: () => reason,
    isOver: () => state.phase === 'exited',
  });

  function dispatch(event: MachineEvent): void {
    const before = state;
    state = step(before, event, settings, clock.now());
    expectTick();
    if (state.phase !== before.phase) enter(before);
  }

  /** Set anew after every event: Node's timers may fire a fraction early, and that tick moves nothing. */
  function expectTick(): void {
    cancelTick?.();
    const wait = nextTickAt(state) - clock.now();
    if (wait !== Number.POSITIVE_INFINITY) {
      cancelTick = clock.setTimer(Math.ceil(Math.max(wait, 0)), () => dispatch({ type: 'tick' }));
    }
  }

  function enter(before: MachineState): void {
    const { phase, phaseAt } = state;
    const durationMs = before.phase === 'running' ? 0 : phaseAt - before.phaseAt;
    if (phase === 'draining') startDraining();
    if (phase === 'closing') startClosing(durationMs);
    if (phase === 'closed') startClosed(durationMs);
    if (phase === 'exited') leave(before);
    emit({ type: 'phase', phase, from: before.phase, reason, durationMs, time: clock.time() });
    if (phase === 'exited') finish();
  }

  function startDraining(): void {
    // Told of when it is done, so that a slow log delays nobody's news.
    log.guard(() => health.drain(reason));
    closing.drain();
    log.draining(reason, state.closeAt - state.startedAt, closing, hurried ? undefined : settings.development);
    controller.abort(new ProbezError('SHUTDOWN', `the service is draining: ${reason}`));
    others.begin(reason);
    void (async () => {
      const first = await hooks.run('onDrain', settings.onDrain);
      const second = await hooks.run('whileDraining', settings.whileDraining);
      dispatch({ type: 'settled', stage: 'draining', clean: first && second });
    })();
  }

  function startClosing(durationMs: number): void {
    others.end();
    log.closing(durationMs, closing, settings.drainTimeoutMs);
    void closing.close(hurried ? 0 : settings.idleMs).then(() => dispatch({ type: 'empty' }));
    void (async () => {
      const clean = await hooks.run('whileClosing', settings.whileClosing);
      dispatch({ type: 'settled', stage: 'closing', clean });
    })();
  }

  function startClosed(durationMs: number): void {
    if (state.cut) {
      cut = closing.open();
      log.cut(durationMs, cut);
      closing.cut();
    }
    const app: Hook = { name: 'close of the app', run: closing.closeOwners, timeoutMs: OWNER_CLOSE_MS };
    const closers = options.hasOwners ? [app, ...settings.onClose] : settings.onClose;
    log.closed(durationMs, closers.length);
    void (async () => {
      // Its checks would fail loudly as soon as what they ask is closed. Liveness and startup stay as they are.
      await log.guard(() => health.stop());
      const clean = await hooks.run('onClose', closers);
      dispatch({ type: 'settled', stage: 'closed', clean });
    })();
  }

  function leave(before: MachineState): void {
    cancelTick?.();
    others.end();
    if (before.phase !== 'closed') cut = closing.open();
  }

  function finish(): void {
    const { cause, clean, startedAt, phaseAt } = state;
    if (cause === null) return;
    const exitCode = exitCodeFor(cause === 'finished' && clean);
    const report: ShutdownReport = { exitCode, cause, reason, durationMs: phaseAt - startedAt, cut };
    log.exited(report);
    if (exitCode !== 0) writeTerminationLog(settings.terminationLog, log.troubles());
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
    interrupted(by) {
      log.interrupted({ by, phase: state.phase, open: closing.open(), left: hooks.left() });
      hooks.startRest();
      writeTerminationLog(settings.terminationLog, log.troubles());
    },
    fault: () => dispatch({ type: 'fault' }),
    end: (cause) => dispatch({ type: 'end', cause }),
  };
}

/** What the app has put into `process.exitCode`, after an exception for example, is kept. */
const exitCodeFor = (clean: boolean): number => Number(process.exitCode ?? (clean ? 0 : 1));
