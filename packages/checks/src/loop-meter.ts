import type { EventLoopUtilization, IntervalHistogram } from 'node:perf_hooks';

export interface LoopReading {
  /** The longest time for which the loop was stuck, milliseconds. */
  readonly delayMs: number;
  /** The share of the time in which the loop was busy, 0 to 1. */
  readonly utilization: number;
  /** The time that this is about, milliseconds: less than the window while measuring has just begun. */
  readonly overMs: number;
}

/** Measures the event loop over a window that moves with time. */
export interface LoopMeter {
  /** The last window, or less if it has just begun. The first reading begins it. */
  read(): Promise<LoopReading>;
}

/** A part of the window. */
interface Slot {
  readonly at: number;
  readonly since: EventLoopUtilization;
  /** While it measures. One takes hundreds of kilobytes, so they are handed on. */
  histogram: IntervalHistogram | undefined;
  /** What it measured. */
  maxDelayMs: number;
}

const SLOTS = 5;
const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/**
 * Utilisation and delay of the last `windowMs`, not since the start of the process: hours of calm would hide the trouble of now.
 * Measuring begins with the first reading and ends by itself when nobody has read for a while, so that a stopped health leaves
 * nothing behind. Its timer does not keep the process alive.
 */
export function createLoopMeter(windowMs: number): LoopMeter {
  let slots: Slot[] = [];
  let newHistogram: (() => IntervalHistogram) | undefined;
  let lastRead = 0;

  async function begin(): Promise<void> {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks');
    if (newHistogram !== undefined) return;
    newHistogram = () => monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    openSlot();
    const timer = setInterval(() => {
      if (performance.now() - lastRead > Math.max(3 * windowMs, 60_000)) end(timer);
      else openSlot();
    }, windowMs / SLOTS);
    timer.unref();
  }

  function openSlot(): void {
    if (newHistogram === undefined) return;
    // A histogram tells of nothing before its second tick, and after a stall this timer may come before that tick. So the two
    // before go on through this slot: a stall that begins with a slot, and that this timer hears of first, is in one of them.
    const histogram = closeSlot(slots.at(-3)) ?? newHistogram();
    histogram.enable();
    slots.push({ at: performance.now(), since: performance.eventLoopUtilization(), histogram, maxDelayMs: 0 });
    // The open slot and as many closed ones as make up the window.
    if (slots.length > SLOTS + 1) slots.shift();
  }

  function closeSlot(slot: Slot | undefined): IntervalHistogram | undefined {
    if (slot?.histogram === undefined) return undefined;
    const { histogram } = slot;
    slot.maxDelayMs = delayOf(slot);
    slot.histogram = undefined;
    histogram.disable();
    histogram.reset();
    return histogram;
  }

  function end(timer: NodeJS.Timeout): void {
    clearInterval(timer);
    for (const { histogram } of slots) histogram?.disable();
    newHistogram = undefined;
    slots = [];
  }

  return {
    async read() {
      lastRead = performance.now();
      await begin();
      const [oldest] = slots;
      const { utilization } = performance.eventLoopUtilization(oldest?.since);
      const delayMs = Math.max(0, ...slots.map(delayOf));
      const overMs = Math.round(performance.now() - (oldest?.at ?? performance.now()));
      return { delayMs: Math.round(delayMs), utilization: Math.round(utilization * 1_000) / 1_000, overMs };
    },
  };
}

const delayOf = ({ histogram, maxDelayMs }: Slot): number =>
  histogram === undefined ? maxDelayMs : Math.max(0, histogram.max / NS_PER_MS - RESOLUTION_MS);
