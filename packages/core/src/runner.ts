import type { Clock } from './clock.ts';
import { ProbezError } from './errors.ts';
import { type NormalResult, normalizeError, normalizeOutcome } from './outcome.ts';
import type { PolledCheck, RunEvent, RunWrapper } from './types.ts';

/** How one run ended: by a result, or by the timeout. */
export interface RunReport {
  readonly result: NormalResult;
  readonly outcome: RunEvent['outcome'];
  readonly durationMs: number;
}

export interface RunnerOptions {
  readonly check: PolledCheck;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** The wrappers in force when a run begins. */
  readonly wrap: RunWrapper;
  /** Called once per run, unless it was aborted: with the result, or at the timeout. */
  readonly onReport: (report: RunReport) => void;
  /** Called when a run's promise has settled at last, maybe long after its report. */
  readonly onSettled: () => void;
}

/** Runs one check, one run at a time: a run that has not settled blocks the next, however long it takes. */
export interface Runner {
  /** `true` from the start of a run until its promise settles, timeout or not. */
  readonly busy: boolean;
  /** `true` while a run is under way that has not been reported. */
  readonly reporting: boolean;
  /** Begins a run; does nothing while busy. */
  run(): void;
  /** Aborts the run under way; it will not be reported. */
  abort(): void;
}

export function createRunner({ check, timeoutMs, clock, wrap, onReport, onSettled }: RunnerOptions): Runner {
  const { name } = check;
  /** The run whose result counts. A run that timed out or was aborted is no longer it, so its late result counts for nothing. */
  let current: { readonly controller: AbortController; cancelTimer: () => void } | undefined;
  let busy = false;

  function run(): void {
    if (busy) return;
    busy = true;
    const startedAt = clock.now();
    let doing = '';
    const controller = new AbortController();
    const report = (result: NormalResult, outcome: RunReport['outcome']): void => {
      current = undefined;
      onReport({ result, outcome, durationMs: clock.now() - startedAt });
    };
    const timeOut = (): void => {
      // Timers go on while the whole process stands still, and this clock does not: what is left is given.
      const leftMs = startedAt + timeoutMs - clock.now();
      if (leftMs > 0) {
        mine.cancelTimer = clock.setTimer(leftMs, timeOut);
        return;
      }
      const reason = new ProbezError('CHECK_TIMEOUT', `timed out after ${timeoutMs} ms${doing}`);
      report(normalizeError(reason), 'timeout');
      controller.abort(reason);
    };
    const mine = { controller, cancelTimer: clock.setTimer(timeoutMs, timeOut) };
    current = mine;
    const settle = (result: NormalResult): void => {
      mine.cancelTimer();
      busy = false;
      if (current === mine) report(result, result.status);
      onSettled();
    };
    const step = (text: string): void => {
      doing = `: ${text}`;
    };
    // An async function, so that a synchronous throw is a rejection like any other.
    const invoke = async (): Promise<unknown> => check.run({ name, signal: controller.signal, step });
    wrap(invoke, { name }).then(
      (value) => settle(normalizeOutcome(value)),
      (error: unknown) => settle(normalizeError(error)),
    );
  }

  function abort(): void {
    const aborted = current;
    if (aborted === undefined) return;
    current = undefined;
    aborted.cancelTimer();
    aborted.controller.abort(new ProbezError('CHECK_ABORTED', 'health checks are stopped'));
  }

  return {
    get busy() {
      return busy;
    },
    get reporting() {
      return current !== undefined;
    },
    run,
    abort,
  };
}
