import type { CancelTimer, Clock } from './clock.ts';
import type { Runner } from './runner.ts';
import { createSlots, type Job, type Slots } from './slots.ts';

/** When a check runs. Milliseconds. */
export interface Schedule {
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly recheckMs: number;
  readonly initialDelayMs: number;
  readonly jitter: number;
}

/** One polled check in the scheduler. */
export interface Task {
  /** Plans the first run of a task that was added while the scheduler runs. */
  begin(): void;
  /** The run was reported: the next one is planned, `passing` or sooner. */
  reported(passing: boolean): void;
  /** The run's promise has settled. */
  settled(): void;
  /** Resolves at the next report. Runs now, or joins the run under way. */
  runNow(): Promise<void>;
  /** Takes the check out for good. */
  remove(): void;
}

export interface SchedulerOptions {
  readonly clock: Clock;
  /** How many runs at the same time. */
  readonly concurrency: number;
}

/** Runs checks in the background: a period each, sooner while one does not pass, only so many at a time. */
export interface Scheduler {
  /** `onBlocked` is called instead of a run when one from before a `stop()` has not settled a timeout after `start()`. */
  add(runner: Runner, schedule: Schedule, onBlocked: () => void): Task;
  /** Begins; resolves when every task has been reported once. */
  start(): Promise<void>;
  /** Aborts runs and clears timers. */
  stop(): void;
}

export function createScheduler({ clock, concurrency }: SchedulerOptions): Scheduler {
  const slots = createSlots(concurrency);
  const tasks = new Set<PolledTask>();
  let running = false;
  const circumstances: Circumstances = {
    clock,
    slots,
    isRunning: () => running,
    onRemoved: (task) => void tasks.delete(task),
  };

  return {
    add(runner, schedule, onBlocked) {
      const task = new PolledTask(circumstances, runner, schedule, onBlocked);
      tasks.add(task);
      return task;
    },

    async start() {
      running = true;
      const first = Array.from(tasks, (task) => task.nextReport());
      for (const task of [...tasks]) task.begin();
      await Promise.all(first);
    },

    stop() {
      running = false;
      slots.clear();
      for (const task of tasks) task.halt();
    },
  };
}

interface Circumstances {
  readonly clock: Clock;
  readonly slots: Slots;
  readonly isRunning: () => boolean;
  readonly onRemoved: (task: PolledTask) => void;
}

class PolledTask implements Task, Job {
  readonly #in: Circumstances;
  readonly #runner: Runner;
  readonly #schedule: Schedule;
  readonly #onBlocked: () => void;
  #cancelTimer: CancelTimer | undefined;
  #startedAt = 0;
  /** Runs in a row that left the check not passing: the next recheck waits twice as long each time. */
  #rechecks = 0;
  /** Was due while busy: runs as soon as the old run settles. */
  #overdue = false;
  #removed = false;
  #waiters: (() => void)[] = [];

  constructor(circumstances: Circumstances, runner: Runner, schedule: Schedule, onBlocked: () => void) {
    this.#in = circumstances;
    this.#runner = runner;
    this.#schedule = schedule;
    this.#onBlocked = onBlocked;
  }

  begin(): void {
    // A run that began just before may have taken this check out.
    if (!this.#in.isRunning() || this.#removed) return;
    const { initialDelayMs, timeoutMs } = this.#schedule;
    this.#rechecks = 0;
    if (this.#hangs()) {
      this.#overdue = true;
      this.#setTimer(timeoutMs, this.#onBlocked);
    } else if (initialDelayMs > 0) this.#plan(initialDelayMs);
    else this.#due();
  }

  reported(passing: boolean): void {
    // Planned before the slot is freed: the next check's run may remove this one.
    if (this.#in.isRunning() && !this.#removed) this.#plan(this.#delayAfter(passing));
    this.#tellWaiters();
    this.#in.slots.free(this);
  }

  settled(): void {
    if (this.#overdue) this.#due();
  }

  async runNow(): Promise<void> {
    if (this.#removed || this.#hangs()) return;
    const report = this.nextReport();
    if (!this.#runner.busy) this.#due();
    await report;
  }

  remove(): void {
    this.#removed = true;
    this.#in.onRemoved(this);
    this.halt();
  }

  /** Ends what is under way or planned. */
  halt(): void {
    this.#overdue = false;
    this.#clearTimer();
    this.#runner.abort();
    this.#tellWaiters();
    this.#in.slots.free(this);
  }

  nextReport(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** It has a slot. */
  run(): void {
    this.#clearTimer();
    this.#overdue = false;
    this.#startedAt = this.#in.clock.now();
    this.#runner.run();
  }

  #due(): void {
    if (this.#runner.busy) this.#overdue = true;
    else this.#in.slots.request(this);
  }

  #plan(ms: number): void {
    this.#setTimer(ms, () => this.#due());
  }

  #setTimer(ms: number, callback: () => void): void {
    this.#clearTimer();
    this.#cancelTimer = this.#in.clock.setTimer(ms, () => {
      this.#cancelTimer = undefined;
      callback();
    });
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #tellWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const tell of waiters) tell();
  }

  /** Whether a run that was already reported as timed out still has not settled. */
  #hangs(): boolean {
    return this.#runner.busy && !this.#runner.reporting;
  }

  /** The period counts from the start of a run; a recheck from its end, doubled each time to spare a struggling dependency. */
  #delayAfter(passing: boolean): number {
    const { clock } = this.#in;
    const { periodMs, recheckMs, jitter } = this.#schedule;
    const vary = 1 + jitter * (2 * clock.random() - 1);
    if (passing) {
      this.#rechecks = 0;
      return Math.max(0, periodMs * vary - (clock.now() - this.#startedAt));
    }
    const recheck = recheckMs * 2 ** Math.min(this.#rechecks, 30);
    this.#rechecks += 1;
    return Math.min(recheck, periodMs) * vary;
  }
}
