/**
 * For tests of what depends on time: a clock that stands still until it is told to go on.
 * @module
 */

import type { CancelTimer, Clock } from './clock.ts';
import { ProbezError } from './errors.ts';
import { isoOf } from './iso.ts';
import { quote } from './quote.ts';
import { callable, knownKeys, refuse } from './validate.ts';

/** A clock that stands still until a test advances it. */
export interface FakeClock extends Clock {
  /**
   * Lets `ms` milliseconds pass: fires every timer that is due, in order, each at its own moment, and lets promises settle in
   * between. Resolves when all that is done.
   * @throws `ProbezError` with `INVALID_OPTION` if `ms` is negative or not a finite number
   */
  advance(ms: number): Promise<void>;
  /** Lets promises settle without time passing. */
  settle(): Promise<void>;
  /** How many timers are set. A stopped health leaves none. */
  readonly timers: number;
}

/** Options of `createFakeClock`. */
export interface FakeClockOptions {
  /**
   * Where monotonic time begins, in milliseconds.
   * @default 0
   */
  readonly now?: number | undefined;
  /**
   * The wall-clock time at the beginning, milliseconds since 1970.
   * @default 2026-01-01T00:00:00Z
   */
  readonly time?: number | undefined;
  /**
   * Random numbers from 0 to 1 for jitter. The default, the middle, means no jitter.
   * @default () => 0.5
   */
  readonly random?: (() => number) | undefined;
}

interface FakeTimer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/**
 * A clock for tests: `createHealth({ clock })`, then `await clock.advance(10_000)` instead of sleeping.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  knownKeys('createFakeClock', options, ['now', 'time', 'random']);
  const { now: start = 0, time: wallStart = Date.UTC(2026, 0, 1), random = () => 0.5 } = options;
  if (!Number.isFinite(start)) refuse('now of the fake clock', start, 'a number of milliseconds');
  if (typeof wallStart !== 'number' || isoOf(wallStart) === undefined)
    refuse('time of the fake clock', wallStart, 'milliseconds since 1970');
  callable('random of the fake clock', random);
  let now = start;
  let order = 0;
  const timers = new Set<FakeTimer>();

  function setTimer(ms: number, callback: () => void): CancelTimer {
    order += 1;
    const timer: FakeTimer = { at: now + Math.max(0, ms), order, callback };
    timers.add(timer);
    return () => void timers.delete(timer);
  }

  function nextUntil(end: number): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of timers) {
      if (timer.at > end) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  async function advance(ms: number): Promise<void> {
    if (typeof ms !== 'number' || !(ms >= 0) || !Number.isFinite(ms))
      throw new ProbezError('INVALID_OPTION', `advance was given ${quote(ms)}; allowed: milliseconds from 0`);
    const end = now + ms;
    await settle();
    for (let timer = nextUntil(end); timer !== undefined; timer = nextUntil(end)) {
      now = Math.max(now, timer.at);
      timers.delete(timer);
      timer.callback();
      await settle();
    }
    now = end;
  }

  return {
    now: () => now,
    time: () => wallStart + (now - start),
    random,
    setTimer,
    advance,
    settle,
    get timers() {
      return timers.size;
    },
  };
}

/** A macrotask runs after every microtask, however deep their chain. Two, because a check may itself wait for one. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise<void>((resolve) => macrotask(resolve));
}

/** MessageChannel is a macrotask in every runtime and is not delayed as nested timeouts are. */
function macrotask(callback: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    port1.close();
    callback();
  });
  port1.start();
  port2.postMessage(undefined);
}
