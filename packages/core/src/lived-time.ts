import { unref } from './unref.ts';

/** How a moment looks from inside the process. */
export interface Moment {
  /** Monotonic time in milliseconds. */
  readonly at: number;
  /** Milliseconds for which the event loop has waited for something to happen, in all. */
  readonly idleMs: number;
  /** Milliseconds of CPU time that the process has used, all its threads. */
  readonly cpuMs: number;
  /** How often a thread of the process has let go of the CPU to wait. */
  readonly waits: number;
  /** How often the CPU was taken from a thread of the process that had work to do. */
  readonly preemptions: number;
}

/** How often the loop is asked to turn while time is watched. */
const TICK_MS = 250;
/** So late is a timer on any busy machine. */
const LATE_MS = 50;
/**
 * Stopping a process wakes and stops each of its threads, and Node has seven at least; a synchronous call that waits is the
 * affair of one.
 */
const STOPPED_THREADS = 12;
/** Each thread lets go once when it is stopped, and once more when it waits again. Who looks first after a stop has seen only the first. */
const FEWEST_THREADS = 7;
/** How often the other threads are given a millisecond to wait again. */
const RESTS = 20;
/**
 * A quota, or a machine that is too busy, takes the CPU away time and again: ten times a second, with a container's usual
 * 100 ms. A call that waits is taken nothing, or a few times on a busy machine before it waits.
 */
const PREEMPTED_EVERY_MS = 150;

/**
 * For how long, between two moments, the whole process did not run: stopped, paused, or without the CPU. Time in which only
 * its event loop was blocked does not count, be it by work or by a synchronous call that waits. Pure.
 *
 * - A loop that has a timer waits no longer than until that is due. Where it has waited for longer, it was not let run.
 * - A loop that does not wait works. Where the process used no CPU meanwhile, and all its threads let go at once, it was
 *   stopped at work; where the CPU was taken from it time and again, it was throttled.
 *
 * The counters are those of all threads, and no public ones are finer: a synchronous call in which a child process wakes this one
 * a dozen times looks like a stop. Then a result is taken for younger than it is, until the loop turns and the check runs.
 */
export function frozenBetween(before: Moment, after: Moment): number {
  const { overslept, unworked, waits, throttled } = between(before, after);
  const stopped = waits >= STOPPED_THREADS;
  return (overslept > LATE_MS ? overslept : 0) + ((stopped || throttled) && unworked > LATE_MS ? unworked : 0);
}

function between(before: Moment, after: Moment) {
  const passed = after.at - before.at;
  const idle = Math.min(passed, after.idleMs - before.idleMs);
  const unworked = passed - idle - (after.cpuMs - before.cpuMs);
  return {
    overslept: idle - TICK_MS,
    unworked,
    waits: after.waits - before.waits,
    throttled: (after.preemptions - before.preemptions) * PREEMPTED_EVERY_MS >= unworked,
  };
}

/** Whether this may be a stop whose threads do not all wait again: on a busy machine the one that looks may run first. */
function isDoubtful(before: Moment, after: Moment): boolean {
  const { unworked, waits, throttled } = between(before, after);
  return unworked > LATE_MS && !throttled && waits >= FEWEST_THREADS && waits < STOPPED_THREADS;
}

/** Time as the process lives through it. */
export interface LivedTime {
  /** Monotonic milliseconds, without those in which the process stood still while somebody watched. */
  now(): number;
  /** Watches until the returned function is called: a look every quarter of a second. */
  watch(): () => void;
}

/**
 * @param look a moment, or `undefined` where the runtime cannot tell: then all time is lived
 * @param rest lets other threads run for a moment; its own letting go is one of the waits
 */
export function createLivedTime(
  look: () => Moment | undefined = lookAtNode,
  rest: () => void = restBriefly,
): LivedTime {
  let watchers = 0;
  let lost = 0;
  let last: Moment | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function take(): void {
    const before = last;
    last = look();
    if (before === undefined || last === undefined) return;
    let seen = last;
    for (let rests = 1; rests <= RESTS && isDoubtful(before, seen); rests += 1) {
      rest();
      last = look() ?? last;
      seen = { ...last, waits: last.waits - rests };
    }
    lost += frozenBetween(before, seen);
  }

  return {
    now() {
      // The first to ask after a long sleep asks before any timer fires.
      const at = performance.now();
      if (last === undefined || at - last.at <= TICK_MS + LATE_MS) return at - lost;
      take();
      return performance.now() - lost;
    },

    watch() {
      watchers += 1;
      if (watchers === 1) {
        last = look();
        // Where nothing can be told, nobody need be woken.
        if (last !== undefined) ticking = setInterval(take, TICK_MS);
        unref(ticking);
      }
      let watching = true;
      return () => {
        if (!watching) return;
        watching = false;
        watchers -= 1;
        if (watchers > 0) return;
        take();
        clearInterval(ticking);
        last = undefined;
      };
    },
  };
}

function restBriefly(): void {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  } catch {
    // A thread that may not wait: what was seen has to do.
  }
}

/** Node tells by two globals: nothing is imported, and on other runtimes they are missing. */
function lookAtNode(): Moment | undefined {
  const loop = answerOf(performance, 'eventLoopUtilization');
  const used = answerOf(Reflect.get(globalThis, 'process'), 'resourceUsage');
  const idleMs = numberIn(loop, 'idle');
  const userMicros = numberIn(used, 'userCPUTime');
  const systemMicros = numberIn(used, 'systemCPUTime');
  const waits = numberIn(used, 'voluntaryContextSwitches');
  if (idleMs === undefined || userMicros === undefined || systemMicros === undefined || waits === undefined)
    return undefined;
  const preemptions = numberIn(used, 'involuntaryContextSwitches') ?? 0;
  return { at: performance.now(), idleMs, cpuMs: (userMicros + systemMicros) / 1_000, waits, preemptions };
}

function answerOf(subject: unknown, method: string): unknown {
  if (typeof subject !== 'object' || subject === null) return undefined;
  const ask: unknown = Reflect.get(subject, method);
  try {
    return typeof ask === 'function' ? Reflect.apply(ask, subject, []) : undefined;
  } catch {
    return undefined;
  }
}

function numberIn(answer: unknown, key: string): number | undefined {
  const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, key) : undefined;
  return typeof value === 'number' ? value : undefined;
}
