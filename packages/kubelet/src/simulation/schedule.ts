/**
 * What happens, by count or by time. A list: the nth time takes the nth step, the last repeats. A table of times since the start of the
 * process: `{ "0s": 200, "60s": 503, "90s": 200 }` fails from 60 s to 90 s. It begins with 0.
 */
export type Schedule<T> = readonly T[] | Readonly<Record<string, T>>;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `1.5m`, `200ms` in milliseconds; a plain number is seconds. Undefined for anything else. */
export function timeMs(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (unitMs[unit] ?? 1000);
}

const isList = <T>(schedule: Schedule<T>): schedule is readonly T[] => Array.isArray(schedule);

/** The step for the nth time (from 0), so many milliseconds after the start. */
export function stepAt<T>(schedule: Schedule<T>, count: number, elapsedMs: number): T | undefined {
  if (isList(schedule)) return schedule[Math.min(count, schedule.length - 1)];
  let found: { readonly from: number; readonly step: T } | undefined;
  for (const [key, step] of Object.entries(schedule)) {
    const from = timeMs(key) ?? Number.POSITIVE_INFINITY;
    if (from <= elapsedMs && (found === undefined || from >= found.from)) found = { from, step };
  }
  return found?.step;
}
