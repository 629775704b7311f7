import type { CheckBase, CheckResult, PolledCheck, Push, PushedCheck } from '@probez/core';
import { BASE_KEYS, knownKeys, quote, reasonOf, refuse, whole, within } from '@probez/core/internal';
import { createWindow } from './traffic-window.ts';

/** Options of {@link trafficCheck}. */
export interface TrafficCheckOptions extends CheckBase {
  /**
   * How far back the check looks, in milliseconds, 100 to 3,600,000.
   * @default 30000
   */
  readonly windowMs?: number | undefined;
  /**
   * With fewer calls than this in the window, 1 to 1,000,000, the check does not fail.
   * @default 5
   */
  readonly minCalls?: number | undefined;
  /**
   * Warns when more than this share of the calls failed, 0 to `failRatio`.
   * @default 0.1, or `failRatio` if that is less
   */
  readonly warnRatio?: number | undefined;
  /**
   * Fails when more than this share of the calls failed, 0 to 1.
   * @default 0.5
   */
  readonly failRatio?: number | undefined;
  /**
   * Whether an error means that the dependency is in trouble. A violated constraint or a bad request does not.
   * @default every error does
   */
  readonly isFailure?: ((error: unknown) => boolean) | undefined;
}

/** A check to which the app reports how its own calls end. */
export interface TrafficCheck extends PushedCheck {
  /** A call has succeeded. */
  success(): void;
  /** A call has failed. */
  failure(error?: unknown): void;
  /** Counts how a call ends, and returns or throws what the call does: `await db.track(pool.query(...))`. Takes a function too. */
  track<T>(call: PromiseLike<T> | (() => PromiseLike<T>)): Promise<T>;
  /**
   * Returns the polled check changed so that it passes without running while the app's own calls succeed: a pool under load is not
   * asked for one more connection.
   */
  spare(check: PolledCheck): PolledCheck;
}

const OWN_KEYS = ['windowMs', 'minCalls', 'warnRatio', 'failRatio', 'isFailure'];
/** While nothing changes but numbers, they are published this often at most: milliseconds. */
const REFRESH_MS = 1_000;

/**
 * Passes or fails by how many of the app's own recent calls failed, without calling the dependency itself. When failures have
 * kept traffic away for a whole window, it warns instead of failing, so that traffic can come back.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function trafficCheck(options: TrafficCheckOptions): TrafficCheck {
  knownKeys('trafficCheck', options, ['name', ...BASE_KEYS, ...OWN_KEYS]);
  const { name } = options;
  if (typeof name !== 'string' || name === '') refuse('trafficCheck: name', name, 'a string that is not empty');
  const { windowMs = 30_000, minCalls = 5, failRatio = 0.5, isFailure = () => true, ...rest } = options;
  within('trafficCheck: failRatio', failRatio, 0, 1);
  const { warnRatio = Math.min(0.1, failRatio), ...base } = rest;
  within('trafficCheck: windowMs', windowMs, 100, 3_600_000);
  whole('trafficCheck: minCalls', minCalls, 1, 1_000_000);
  within('trafficCheck: warnRatio', warnRatio, 0, failRatio);
  if (typeof isFailure !== 'function') refuse('trafficCheck: isFailure', isFailure, 'a function');

  const calls = createWindow(windowMs);
  const attached = new Set<Push>();
  let lastError = '';
  let published: CheckResult = { status: 'pass' };
  let publishedAt = Number.NEGATIVE_INFINITY;
  let lastSuccess = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function judge(now: number): CheckResult {
    const { total, failed } = calls.count(now);
    if (total < minCalls) {
      if (published.status === 'pass' || total > failed) return { status: 'pass' };
      const lately = total === 0 ? 'no recent calls' : `only ${total} recent calls, all failed`;
      return { status: 'warn', reason: `${lately}; the last failure: ${lastError}` };
    }
    const ratio = failed / total;
    const status = ratio > failRatio ? 'fail' : ratio > warnRatio ? 'warn' : 'pass';
    const observed = { observedValue: Math.round(ratio * 1_000) / 10, observedUnit: '% failed' };
    if (status === 'pass') return { status, ...observed };
    return {
      status,
      reason: `${failed} of ${total} calls failed in the last ${windowMs} ms; the last: ${lastError}`,
      ...observed,
    };
  }

  function publish(): void {
    const now = performance.now();
    const result = judge(now);
    const numbersAreNew = now - publishedAt >= REFRESH_MS && result.observedValue !== published.observedValue;
    if (result.status !== published.status || numbersAreNew) {
      published = result;
      publishedAt = now;
      for (const push of attached) push(result);
    }
    // Failures leave the window without a call that would tell: look again when they have.
    clearTimeout(timer);
    if (published.status === 'pass' || attached.size === 0) return;
    timer = setTimeout(publish, windowMs / 10);
    timer.unref();
  }

  function success(): void {
    lastSuccess = performance.now();
    calls.add(lastSuccess, false);
    publish();
  }

  function failure(error?: unknown): void {
    lastError = reasonOf(error ?? 'no reason given');
    calls.add(performance.now(), true);
    publish();
  }

  /** The app waits for its own error, whatever becomes of ours. */
  function counts(error: unknown): boolean {
    try {
      return isFailure(error);
    } catch {
      return true;
    }
  }

  return {
    ...base,
    attach(push) {
      attached.add(push);
      push(published);
      return () => {
        attached.delete(push);
        if (attached.size === 0) clearTimeout(timer);
      };
    },
    success,
    failure,
    async track(call) {
      try {
        const value = await (typeof call === 'function' ? call() : call);
        success();
        return value;
      } catch (error) {
        if (counts(error)) failure(error);
        else success();
        throw error;
      }
    },
    spare(check) {
      if (typeof check?.run !== 'function')
        refuse(`trafficCheck: spare: check ${quote(check?.name)}`, check, 'a polled check, with run');
      const freshMs = check.periodMs ?? 10_000;
      return {
        ...check,
        run(context) {
          const healthy = published.status === 'pass' && performance.now() - lastSuccess < freshMs;
          return healthy ? { status: 'pass' } : check.run(context);
        },
      };
    },
  };
}
