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

const SLOTS = 5;
const RESOLUTION_MS = 20;
const NS_PER_MS = 1e6;

/**
 * Utilisation and delay of the last `windowMs`, never since the start of the process: a morning's calm would hide an evening's
 * storm. Measuring begins with the first reading and ends by itself when nobody has read for a while, so that a stopped
 * health leaves nothing behind. No timer of it keeps the process alive.
 */
export function createLoopMeter(windowMs: number): LoopMeter {
  let slots: { readonly at: number; readonly since: EventLoopUtilization; maxDelayMs: number }[] = [];
  let histogram: IntervalHistogram | undefined;
  let lastRead = 0;

  const delaySoFar = (): number => Math.max(0, (histogram?.max ?? 0) / NS_PER_MS - RESOLUTION_MS);

  async function begin(): Promise<void> {
    const { monitorEventLoopDelay } = await import('node:perf_hooks');
    if (histogram !== undefined) return;
    histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    histogram.enable();
    slots = [openSlot()];
    const timer = setInterval(() => {
      if (performance.now() - lastRead > Math.max(3 * windowMs, 60_000)) return end(timer);
      closeSlot();
    }, windowMs / SLOTS);
    timer.unref();
  }

  const openSlot = () => ({ at: performance.now(), since: performance.eventLoopUtilization(), maxDelayMs: 0 });

  function closeSlot(): void {
    const open = slots.at(-1);
    if (open !== undefined) open.maxDelayMs = delaySoFar();
    histogram?.reset();
    slots.push(openSlot());
    // The open slot and as many closed ones as make up the window.
    if (slots.length > SLOTS + 1) slots.shift();
  }

  function end(timer: NodeJS.Timeout): void {
    clearInterval(timer);
    histogram?.disable();
    histogram = undefined;
    slots = [];
  }

  return {
    async read() {
      lastRead = performance.now();
      await begin();
      const [oldest] = slots;
      const { utilization } = performance.eventLoopUtilization(oldest?.since);
      const delayMs = Math.max(delaySoFar(), ...slots.map(({ maxDelayMs }) => maxDelayMs));
      const overMs = Math.round(performance.now() - (oldest?.at ?? performance.now()));
      return { delayMs: Math.round(delayMs), utilization: Math.round(utilization * 1_000) / 1_000, overMs };
    },
  };
}
