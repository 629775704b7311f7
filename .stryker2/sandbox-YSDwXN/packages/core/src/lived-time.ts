// @ts-nocheck
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
  const passed = after.at - before.at;
  const idle = Math.min(passed, after.idleMs - before.idleMs);
  const overslept = idle - TICK_MS;
  const unworked = passed - idle - (after.cpuMs - before.cpuMs);
  const stopped = after.waits - before.waits >= STOPPED_THREADS;
  const throttled = (after.preemptions - before.preemptions) * PREEMPTED_EVERY_MS >= unworked;
  return (overslept > LATE_MS ? overslept : 0) + ((stopped || throttled) && unworked > LATE_MS ? unworked : 0);
}

/** Time as the process lives through it. */
export interface LivedTime {
  /** Monotonic milliseconds, without those in which the process stood still while somebody watched. */
  now(): number;
  /** Watches until the returned function is called: a look every quarter of a second. */
  watch(): () => void;
}

/** @param look a moment, or `undefined` where the runtime cannot tell: then all time is lived */
export function createLivedTime(look: () => Moment | undefined = lookAtNode): LivedTime {
  let watchers = 0;
  let lost = 0;
  let last: Moment | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function take(): void {
    const moment = look();
    if (last !== undefined && moment !== undefined) lost += frozenBetween(last, moment);
    last = moment;
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
