const names = (words: string) => words.split(' ');
const months = names('jan feb mar apr may jun jul aug sep oct nov dec');
const days = names('sun mon tue wed thu fri sat');

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Words for the numbers from `min` on. */
  readonly words: readonly string[];
}

const fields: readonly Bounds[] = [
  { min: 0, max: 59, words: [] },
  { min: 0, max: 23, words: [] },
  { min: 1, max: 31, words: [] },
  { min: 1, max: 12, words: months },
  { min: 0, max: 6, words: days },
];
const descriptors = new Set(names('@yearly @annually @monthly @weekly @daily @midnight @hourly'));

/** A number, or what is wrong with it. */
function numberOf(text: string, { min, words }: Bounds): number | string {
  const word = words.indexOf(text.toLowerCase());
  if (word !== -1) return min + word;
  if (/^-\d+$/.test(text)) return `negative number (${Number(text)}) not allowed: ${text}`;
  return /^\+?\d+$/.test(text)
    ? Number(text)
    : `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}

/** What is wrong with one range such as `1-5/2`. */
function rangeProblem(text: string, bounds: Bounds): string | undefined {
  const [range = '', step, ...steps] = text.split('/');
  const [low = '', high, ...more] = range.split('-');
  const every = low === '*' || low === '?';
  const start = every ? bounds.min : numberOf(low, bounds);
  if (typeof start === 'string') return start;
  if (!every && more.length > 0) return `too many hyphens: ${text}`;
  const end = every ? bounds.max : high === undefined ? start : numberOf(high, bounds);
  if (typeof end === 'string') return end;
  if (steps.length > 0) return `too many slashes: ${text}`;
  const width = step === undefined ? 1 : numberOf(step, { ...bounds, words: [] });
  if (typeof width === 'string') return width;
  const last = step !== undefined && high === undefined ? bounds.max : end;
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${text}`;
  if (last > bounds.max) return `end of range (${last}) above maximum (${bounds.max}): ${text}`;
  if (start > last) return `beginning of range (${start}) beyond end of range (${last}): ${text}`;
  return width === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

/**
 * What is wrong with a schedule, as the API server's parser words it.
 * https://github.com/robfig/cron/blob/master/parser.go
 */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
  if (schedule.startsWith('@every ')) {
    const text = schedule.slice('@every '.length);
    const fits = /^[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.test(text);
    return fits ? undefined : `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(text)}`;
  }
  if (schedule.startsWith('@')) return descriptors.has(schedule) ? undefined : `unrecognized descriptor: ${schedule}`;
  const words = schedule.trim().split(/\s+/);
  if (words.length !== 5) return `expected exactly 5 fields, found ${words.length}: [${words.join(' ')}]`;
  for (const [index, bounds] of fields.entries())
    for (const range of (words[index] ?? '').split(',').filter((one) => one !== '')) {
      const problem = rangeProblem(range, bounds);
      if (problem !== undefined) return problem;
    }
  return undefined;
}
