import { graceWithin, leastGrace } from '../stopping.ts';
import { UsageError } from '../usage-error.ts';

/** What is known about the app, in whole seconds. */
export interface Wishes {
  readonly startup: number;
  readonly detect: number | undefined;
  readonly unready: number | undefined;
  readonly delay: number;
  readonly drain: number;
  readonly recovery: number | undefined;
  readonly timeout: number | undefined;
  /** The app itself waits after SIGTERM, so no hook does. */
  readonly appWaits: boolean;
}

export interface ProbePlan {
  readonly period: number;
  readonly failures: number;
  readonly timeout: number;
}

export interface Plan {
  readonly wishes: Wishes;
  readonly startup: ProbePlan;
  readonly liveness: ProbePlan;
  readonly readiness: ProbePlan;
  /** The liveness probe's own grace period, where the Pod's would miss the recovery time. */
  readonly livenessGrace: number | undefined;
  /** The preStop hook; 0 for none. */
  readonly preStop: number;
  /** How long the app takes to go: `deadlineMs` of `gracefulShutdown`, in seconds. */
  readonly deadline: number;
  readonly grace: number;
  readonly minReady: number;
  readonly progressDeadline: number;
}

/** A shutdown of `gracefulShutdown` has these parts, in seconds: its `deadlineMs` is their sum with what requests need. */
const ownDelay = 5;
export const hooks = 5;
/** For what the plan cannot know: a signal that comes late, a log that is flushed. */
export const spare = 2;

export const best = ({ failures, period }: ProbePlan) => (failures - 1) * period;
export const worst = ({ failures, period, timeout }: ProbePlan) => failures * period + timeout;

interface Range {
  readonly periods: readonly [number, number];
  readonly failures: readonly [number, number];
  readonly timeouts: readonly [number, number];
}

const livenessRange: Range = { periods: [2, 10], failures: [2, 6], timeouts: [2, 5] };
const readinessRange: Range = { periods: [1, 10], failures: [1, 3], timeouts: [1, 5] };

function candidates(range: Range, timeout: number | undefined): ProbePlan[] {
  const [least, most] = timeout === undefined ? range.timeouts : [timeout, timeout];
  const list: ProbePlan[] = [];
  for (let failures = range.failures[0]; failures <= range.failures[1]; failures++)
    for (let wait = least; wait <= most; wait++)
      // A period below the timeout would not be kept.
      for (let period = Math.max(range.periods[0], wait); period <= Math.max(range.periods[1], wait); period++)
        list.push({ period, failures, timeout: wait });
  return list;
}

/** More patience is better: more failures, a longer timeout, and of equals the longer period. */
const patience = ({ failures, timeout, period }: ProbePlan) => failures + Math.min(timeout, 5) + period / 10;

const better = (a: ProbePlan | undefined, b: ProbePlan) => (a === undefined || patience(b) > patience(a) ? b : a);

interface Pair {
  readonly liveness: ProbePlan;
  readonly readiness: ProbePlan;
}

/** The most patient pair within the bounds in which readiness surely acts before liveness may. */
function choose(detect: number, unready: number, timeout: number | undefined): Pair | undefined {
  const quick = candidates(readinessRange, timeout).filter((probe) => worst(probe) <= unready);
  let pair: Pair | undefined;
  for (const liveness of candidates(livenessRange, timeout)) {
    if (worst(liveness) > detect) continue;
    const readiness = quick
      .filter((probe) => worst(probe) <= best(liveness))
      .reduce<ProbePlan | undefined>(better, undefined);
    if (readiness === undefined) continue;
    const value = patience(liveness) + patience(readiness);
    if (pair === undefined || value > patience(pair.liveness) + patience(pair.readiness))
      pair = { liveness, readiness };
  }
  return pair;
}

/** The least bound with which a pair exists. */
function least(exists: (bound: number) => boolean): number {
  let bound = 1;
  while (bound < 1_000_000 && !exists(bound)) bound++;
  return bound;
}

function refuse({ timeout }: Wishes, detect: number, unready: number, named: string): never {
  const wait = timeout === undefined ? '' : ` with --timeout ${timeout}`;
  const far = Number.POSITIVE_INFINITY;
  if (choose(far, unready, timeout) === undefined) {
    const bound = least((value) => choose(far, value, timeout) !== undefined);
    throw new UsageError(
      `--unready ${unready} is too short${wait}: a readiness probe needs failureThreshold x period + timeout, at least ${bound} s. Raise --unready to ${bound}${timeout === undefined ? '' : ', or lower --timeout'}.`,
    );
  }
  const bound = least((value) => choose(value, unready, timeout) !== undefined);
  throw new UsageError(
    `${named} is too short${wait}: detecting a hang takes failureThreshold x period + timeout of the liveness probe, at least ${bound} s if readiness is to act first, but only ${detect} s are left for it. Raise ${named.split(' ')[0]} by ${bound - detect} s${timeout === undefined ? '' : ', or lower --timeout'}.`,
  );
}

function planLiveness(wishes: Wishes, grace: number, preStop: number): Pair & { livenessGrace: number | undefined } {
  const { detect, recovery, timeout } = wishes;
  const unready = wishes.unready ?? 15;
  const longTimeout = timeout ?? 5;
  // Without a bound the usual numbers: 6 failures in periods of 10 s.
  const usual = 6 * Math.max(10, longTimeout) + longTimeout;
  const recovers = recovery === undefined ? Number.POSITIVE_INFINITY : recovery - leastGrace - Math.min(preStop, 1);
  const bound = Math.min(detect ?? usual, recovers);
  // A timeout above the usual readiness bound moves that bound, unless it was asked for.
  const ready = wishes.unready ?? Math.max(unready, timeout === undefined ? 0 : 2 * timeout + timeout);
  const pair = choose(bound, ready, timeout);
  if (pair === undefined) {
    const named = detect !== undefined && detect <= recovers ? `--detect ${detect}` : `--recovery ${recovery ?? bound}`;
    return refuse(wishes, bound, ready, named);
  }
  const left = recovery === undefined ? grace : graceWithin(recovery - worst(pair.liveness), preStop);
  return { ...pair, livenessGrace: left >= grace ? undefined : left };
}

function planStartup(seconds: number, timeout: number | undefined): ProbePlan {
  const period = Math.max(timeout ?? 2, Math.min(10, Math.max(2, Math.ceil(seconds / 30))));
  // The first attempt may come right away, so one failure more than periods fit.
  return { period, failures: Math.ceil(seconds / period) + 1, timeout: timeout ?? Math.min(period, 5) };
}

/** Turns what is known about the app into the numbers of a manifest; what contradicts itself is a UsageError. */
export function plan(wishes: Wishes): Plan {
  const preStop = wishes.appWaits ? 0 : wishes.delay;
  const deadline = (wishes.appWaits ? wishes.delay : ownDelay) + wishes.drain + hooks;
  const grace = preStop + deadline + spare;
  const { liveness, readiness, livenessGrace } = planLiveness(wishes, grace, preStop);
  const startup = planStartup(wishes.startup, wishes.timeout);
  const minReady = best(liveness);
  const slowest = worst(startup) + minReady;
  return {
    wishes,
    startup,
    liveness,
    readiness,
    livenessGrace,
    preStop,
    deadline,
    grace,
    minReady,
    progressDeadline: Math.max(600, Math.ceil((slowest + 60) / 60) * 60),
  };
}
