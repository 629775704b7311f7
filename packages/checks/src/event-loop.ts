import type { CheckResult, PolledCheck } from '@probez/core';
import { within } from '@probez/core/internal';
import { defineCheck, knownOptions, type ReadyCheckOptions } from './define.ts';
import { createLoopMeter } from './loop-meter.ts';

/** Options of {@link eventLoopCheck}. */
export interface EventLoopCheckOptions extends ReadyCheckOptions {
  /**
   * How far back the check looks, in milliseconds, 100 to 600,000.
   * @default 10000
   */
  readonly windowMs?: number | undefined;
  /**
   * Warns when the loop was blocked for longer than this at a stretch, in milliseconds, 1 to `failDelayMs`.
   * @default 500, or `failDelayMs` if that is less
   */
  readonly warnDelayMs?: number | undefined;
  /**
   * Fails when the loop was blocked for longer than this at a stretch, in milliseconds, 1 or more. `Infinity`: never.
   * @default 2000
   */
  readonly failDelayMs?: number | undefined;
  /**
   * Warns when the loop was busy for more than this share of the window, 0 to `failUtilization`.
   * @default 0.95, or `failUtilization` if that is less
   */
  readonly warnUtilization?: number | undefined;
  /**
   * Fails when the loop was busy for more than this share of the window, 0 to 1. 1 means never: otherwise a load that keeps
   * every replica busy would take all of them out together.
   * @default 1
   */
  readonly failUtilization?: number | undefined;
}

const OWN_KEYS = ['windowMs', 'warnDelayMs', 'failDelayMs', 'warnUtilization', 'failUtilization'];

/**
 * Checks how long the event loop was blocked at most, and how busy it was, over the last seconds.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function eventLoopCheck(options: EventLoopCheckOptions = {}): PolledCheck {
  knownOptions('eventLoopCheck', options, OWN_KEYS);
  const { windowMs = 10_000, failDelayMs = 2_000, failUtilization = 1 } = options;
  within('eventLoopCheck: windowMs', windowMs, 100, 600_000);
  within('eventLoopCheck: failDelayMs', failDelayMs, 1, Number.POSITIVE_INFINITY);
  within('eventLoopCheck: failUtilization', failUtilization, 0, 1);
  const { warnDelayMs = Math.min(500, failDelayMs), warnUtilization = Math.min(0.95, failUtilization) } = options;
  within('eventLoopCheck: warnDelayMs', warnDelayMs, 1, failDelayMs);
  within('eventLoopCheck: warnUtilization', warnUtilization, 0, failUtilization);
  const meter = createLoopMeter(windowMs);

  return defineCheck(
    {
      factory: 'eventLoopCheck',
      name: 'event-loop',
      componentType: 'system',
      subject: () => 'event loop',
      async run() {
        const { delayMs, utilization: measured, overMs } = await meter.read();
        // A share of the first moments says nothing: the app was starting.
        const utilization = overMs < windowMs / 2 ? 0 : measured;
        const observed = { observedValue: { delayMs, utilization } };
        const failing = delayMs > failDelayMs || utilization > failUtilization;
        if (!failing && delayMs <= warnDelayMs && utilization <= warnUtilization) return observed;
        const status: CheckResult['status'] = failing ? 'fail' : 'warn';
        const reason = `event loop: stuck for up to ${delayMs} ms, busy ${Math.round(measured * 100)} % of the last ${overMs} ms; find the code that blocks it, or add replicas`;
        return { status, reason, ...observed };
      },
    },
    options,
    OWN_KEYS,
  );
}
