import type { CancelTimer, Clock } from './clock.ts';
import type { Runner } from './runner.ts';

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
  /** `onBlocked` is called instead of a run when one from before a `stop()` has not settled a time-out after `start()`. */
  add(runner: Runner, schedule: Schedule, onBlocked: () => void): Task;
  /** Begins; resolves when every task has been reported once. */
  start(): Promise<void>;
  /** Aborts runs and clears timers. */
  stop(): void;
}

interface Entry {
  readonly runner: Runner;
  readonly schedule: Schedule;
  readonly onBlocked: () => void;
  cancelTimer: CancelTimer | undefined;
  startedAt: number;
  /** Runs in a row that left the check not passing: the next recheck waits twice as long each time. */
  rechecks: number;
  /** Holds one of the slots. */
  active: boolean;
  queued: boolean;
  /** Was due while busy: runs as soon as the old run settles. */
  overdue: boolean;
  removed: boolean;
  waiters: (() => void)[];
}

export function createScheduler({ clock, concurrency }: SchedulerOptions): Scheduler {
  const entries = new Set<Entry>();
  const queue: Entry[] = [];
  let active = 0;
  let running = false;

  function enqueue(entry: Entry): void {
    if (entry.removed || entry.queued) return;
    if (entry.runner.busy) {
      entry.overdue = true;
      return;
    }
    entry.queued = true;
    queue.push(entry);
    drainQueue();
  }

  function drainQueue(): void {
    while (active < concurrency) {
      const entry = queue.shift();
      if (entry === undefined) return;
      entry.queued = false;
      if (entry.removed || entry.runner.busy) continue;
      clearTimer(entry);
      entry.overdue = false;
      entry.active = true;
      active += 1;
      entry.startedAt = clock.now();
      entry.runner.run();
    }
  }

  function clearTimer(entry: Entry): void {
    entry.cancelTimer?.();
    entry.cancelTimer = undefined;
  }

  function plan(entry: Entry, ms: number): void {
    clearTimer(entry);
    entry.cancelTimer = clock.setTimer(ms, () => {
      entry.cancelTimer = undefined;
      enqueue(entry);
    });
  }

  function free(entry: Entry): void {
    if (!entry.active) return;
    entry.active = false;
    active -= 1;
  }

  function tellWaiters(entry: Entry): void {
    const { waiters } = entry;
    entry.waiters = [];
    for (const tell of waiters) tell();
  }

  function reported(entry: Entry, passing: boolean): void {
    free(entry);
    if (running && !entry.removed) plan(entry, delayAfter(entry, passing, clock));
    tellWaiters(entry);
    drainQueue();
  }

  function settled(entry: Entry): void {
    if (entry.overdue) enqueue(entry);
  }

  function nextReport(entry: Entry): Promise<void> {
    return new Promise((resolve) => entry.waiters.push(resolve));
  }

  /** A run that was reported by its time-out and hangs on has said all it has to say. */
  const hangs = (entry: Entry): boolean => entry.runner.busy && !entry.runner.reporting;

  async function runNow(entry: Entry): Promise<void> {
    if (entry.removed || hangs(entry)) return;
    const report = nextReport(entry);
    if (!entry.runner.busy) enqueue(entry);
    await report;
  }

  function begin(entry: Entry): void {
    entry.rechecks = 0;
    if (hangs(entry)) {
      entry.overdue = true;
      clearTimer(entry);
      entry.cancelTimer = clock.setTimer(entry.schedule.timeoutMs, entry.onBlocked);
    } else if (entry.schedule.initialDelayMs > 0) plan(entry, entry.schedule.initialDelayMs);
    else enqueue(entry);
  }

  return {
    add(runner, schedule, onBlocked) {
      const entry: Entry = {
        runner,
        schedule,
        onBlocked,
        cancelTimer: undefined,
        startedAt: 0,
        rechecks: 0,
        active: false,
        queued: false,
        overdue: false,
        removed: false,
        waiters: [],
      };
      entries.add(entry);
      return {
        begin() {
          if (running) begin(entry);
        },
        reported: (passing) => reported(entry, passing),
        settled: () => settled(entry),
        runNow: () => runNow(entry),
        remove() {
          entry.removed = true;
          entries.delete(entry);
          clearTimer(entry);
          entry.runner.abort();
          free(entry);
          tellWaiters(entry);
          drainQueue();
        },
      };
    },

    async start() {
      running = true;
      const first = [...entries].map(nextReport);
      for (const entry of [...entries]) begin(entry);
      await Promise.all(first);
    },

    stop() {
      running = false;
      queue.length = 0;
      for (const entry of entries) {
        entry.queued = false;
        entry.overdue = false;
        clearTimer(entry);
        entry.runner.abort();
        free(entry);
        tellWaiters(entry);
      }
    },
  };
}

/** The period counts from the start of a run; a recheck from its end, doubled each time, so that a sick dependency gets air. */
function delayAfter(entry: Entry, passing: boolean, clock: Clock): number {
  const { periodMs, recheckMs, jitter } = entry.schedule;
  const vary = 1 + jitter * (2 * clock.random() - 1);
  const sinceStart = clock.now() - entry.startedAt;
  if (passing) {
    entry.rechecks = 0;
    return Math.max(0, periodMs * vary - sinceStart);
  }
  const recheck = recheckMs * 2 ** Math.min(entry.rechecks, 30);
  entry.rechecks += 1;
  return Math.min(recheck, periodMs) * vary;
}
