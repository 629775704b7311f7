// @ts-nocheck
import { isoOf } from './iso.ts';
import type { NormalResult } from './outcome.ts';
import type { CheckState, Status } from './types.ts';

/** The numbers that decide what a result means. */
export interface Policy {
  readonly failureThreshold: number;
  readonly successThreshold: number;
  /** Milliseconds; `Infinity` for a pushed check that never turns stale. */
  readonly staleAfterMs: number;
}

/** A result with its circumstances. */
export interface Observation {
  readonly result: NormalResult;
  /** Wall-clock time, milliseconds since 1970. */
  readonly time: number;
  readonly durationMs?: number;
}

export const isOk = (status: Status): boolean => status === 'pass' || status === 'warn';

/** The state after a result: thresholds count consecutive results, and an opposite one starts the count again. Pure. */
export function reduce(state: CheckState, observation: Observation, policy: Policy, now: number): CheckState {
  const { result, time, durationMs } = observation;
  const success = result.status !== 'fail';
  const failures = success ? 0 : state.failures + 1;
  const successes = success ? state.successes + 1 : 0;
  const published = success
    ? isOk(state.status) || successes >= policy.successThreshold
    : failures >= policy.failureThreshold;
  const status = published ? result.status : state.status;
  // While a failed check works its way back to its success threshold, the reason it failed for still stands.
  const reason = result.reason ?? (isOk(status) ? undefined : state.reason);
  const { reason: _, observedValue: __, observedUnit: ___, ...rest } = state;
  return Object.freeze({
    ...rest,
    status,
    completed: true,
    decided: state.decided || published,
    everPassed: state.everPassed || isOk(status),
    failures,
    successes,
    ...(reason === undefined ? {} : { reason }),
    ...(result.observedValue === undefined ? {} : { observedValue: result.observedValue }),
    ...(result.observedUnit === undefined ? {} : { observedUnit: result.observedUnit }),
    ...(durationMs === undefined ? {} : { durationMs }),
    time,
    validUntil: now + policy.staleAfterMs,
  });
}

/** Whether nothing was heard of the check for too long. */
export const isStale = (state: CheckState, now: number): boolean => now >= state.validUntil;

const STALE = 'stale: ';

/** The state as it is at `now`: a stale one turns into its `staleStatus`, and must earn its way back from zero. Pure. */
export function expire(state: CheckState, now: number): CheckState {
  if (!isStale(state, now)) return state;
  const since = state.time === undefined ? 'it was started' : (isoOf(state.time) ?? 'an invalid time');
  // A state may turn stale twice, with nothing but a restart in between: what is said of the first time says it all.
  const last = state.reason === undefined || state.reason.startsWith(STALE) ? '' : ` (before that: ${state.reason})`;
  const { durationMs: _, ...rest } = state;
  return Object.freeze({
    ...rest,
    status: state.staleStatus,
    decided: true,
    failures: 0,
    successes: 0,
    reason: `${STALE}no result since ${since}${last}`,
    validUntil: Number.POSITIVE_INFINITY,
  });
}
