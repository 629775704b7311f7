import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/** `parseArgs` of Node, whose complaints become a {@link UsageError} that names the option which was probably meant. */
export function readArgs<const C extends ParseArgsConfig>(config: C): ReturnType<typeof parseArgs<C>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
    const unknown = /^Unknown option '(-[^']*)'/.exec(error.message)?.[1];
    if (unknown === undefined) throw new UsageError(ambiguous(error.message) ?? error.message);
    const meant = nearest(
      unknown,
      Object.keys(config.options ?? {}).map((name) => `--${name}`),
    );
    throw new UsageError(`unknown option ${unknown}${meant === undefined ? '' : `: did you mean ${meant}?`}`);
  }
}

/** `--timeout -1`: Node's three lines about it in one. */
function ambiguous(message: string): string | undefined {
  const option = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument is ambiguous/.exec(message)?.[1];
  return option && `${option} needs a value; write a value that begins with a dash as ${option}=-VALUE`;
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a duration such as `30`, `1.5s`, `200ms` or `2m` into milliseconds; a plain number is seconds, as in a manifest.
 * @param option how the option is written, for the message: `--timeout`
 */
export function readDurationMs(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text.trim());
  const value = Number(match?.[1]) * (unitMs[match?.[2] ?? 's'] ?? Number.NaN);
  // Past this a timer fires at once: https://nodejs.org/docs/latest-v20.x/api/timers.html#settimeoutcallback-delay-args
  if (value <= 2_147_483_647) return value;
  if (value > 0) throw new UsageError(`${option} "${text}": expected at most 596h`);
  throw new UsageError(
    `${option} "${text}": expected a duration such as 30, 1.5s, 200ms or 2m (a plain number is seconds)`,
  );
}
