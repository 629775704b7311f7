import type { RolloutReport } from './rollout/report.ts';
import type { PodSimulation } from './simulation/pod-simulation.ts';

/** A value that an expectation can be about. */
export interface Measure {
  /** The value; undefined if it never happened. */
  readonly value: number | undefined;
  /** `s` for a time in seconds, empty for a number. */
  readonly unit: 's' | '';
}

/** The values that expectations can be about, by name. */
export type Measures = Readonly<Record<string, Measure>>;

/** Whether an expectation was met. */
export interface Kept {
  /** The expectation as it was written. */
  readonly promise: string;
  /** Whether it was met. */
  readonly kept: boolean;
  /** The value that was found, in words. */
  readonly found: string;
}

const isReport = (subject: RolloutReport | PodSimulation): subject is RolloutReport => 'version' in subject;
const time = (value: number | undefined): Measure => ({ value, unit: 's' });
const count = (value: number | undefined): Measure => ({ value, unit: '' });

/** The values of a rollout, or of a Pod so far, that expectations can be about. Throws nothing. */
export function measuresOf(subject: RolloutReport | PodSimulation): Measures {
  if (isReport(subject))
    return {
      done: time(subject.done ? subject.seconds : undefined),
      lost: count(subject.requests?.lost),
      'least-ready': count(subject.leastReady),
      'most-pods': count(subject.mostPods),
      restarts: count(subject.restarts),
    };
  const rows = subject.watch();
  const isUp = (ready: string) => ready.split('/')[0] === ready.split('/')[1];
  const first = rows.findIndex((row) => isUp(row.ready));
  const away = rows.reduce((sum, row, index) => {
    if (first === -1 || index < first || isUp(row.ready)) return sum;
    return sum + (rows[index + 1]?.seconds ?? subject.seconds()) - row.seconds;
  }, 0);
  return {
    ready: time(rows[first]?.seconds),
    restarts: count(subject.row().restarts),
    away: time(first === -1 ? undefined : away),
  };
}

const operators: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};
const units: Record<string, number> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600 };

/**
 * Checks an expectation such as `ready < 30s` or `lost = 0`. What never happened meets no expectation.
 * @throws RangeError for a text that is not an expectation, or names an unknown value
 */
export function checkPromise(promise: string, measures: Measures): Kept {
  const match = /^\s*([a-z-]+)\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$/.exec(promise);
  const quoted = JSON.stringify(promise);
  if (match === null)
    throw new RangeError(
      `${quoted}: expected a condition such as "${Object.keys(measures)[0]} < 30s" or "restarts = 0"`,
    );
  const [, name = '', operator = '', text = '', unit = ''] = match;
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined;
  if (measure === undefined)
    throw new RangeError(`${quoted}: unknown measure "${name}": expected one of ${Object.keys(measures).join(', ')}`);
  if (unit !== '' && measure.unit === '') throw new RangeError(`${quoted}: "${name}" is a number, not a time`);
  const { value } = measure;
  const kept = value !== undefined && operators[operator]?.(value, Number(text) * (units[unit] ?? 1)) === true;
  const rounded = value === undefined ? undefined : Math.round(value * 1000) / 1000;
  const found = rounded === undefined ? 'it never happened' : `it was ${rounded}${measure.unit === '' ? '' : ' s'}`;
  return { promise: promise.trim(), kept, found };
}
