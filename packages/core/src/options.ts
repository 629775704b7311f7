import { MAX_TIMER_MS } from './clock.ts';
import { ProbezError } from './errors.ts';
import { isReserved } from './judge.ts';
import type { Policy } from './policy.ts';
import type { Schedule } from './scheduler.ts';
import type { Check, HealthOptions, PolledCheck, PollPolicy, ProbeName, PushedCheck } from './types.ts';

export const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];

/** A value as an error message quotes it. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 100 ? `${value.slice(0, 99)}…` : value);
  if (Array.isArray(value)) return `[${value.slice(0, 10).map(quote).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}

/** A time in milliseconds, within what timers can take. */
export function milliseconds(where: string, value: unknown, min: 0 | 1 = 1): number {
  // Longer timers fire at once in JavaScript: a period of a month would become a busy loop.
  const ok = typeof value === 'number' && value <= MAX_TIMER_MS && (min === 0 ? value >= 0 : value > 0);
  if (ok) return value;
  const range = min === 0 ? `from 0 to ${MAX_TIMER_MS}` : `greater than 0, at most ${MAX_TIMER_MS}`;
  throw new ProbezError('INVALID_OPTION', `${where} is ${quote(value)}; allowed: a number of milliseconds ${range}`);
}

/** A whole number from 1. */
export function count(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new ProbezError('INVALID_OPTION', `${where} is ${quote(value)}; allowed: a whole number from 1`);
}

function share(where: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new ProbezError('INVALID_OPTION', `${where} is ${quote(value)}; allowed: a number from 0 to 1`);
}

/** Options are typed, but JavaScript has no types: a misspelt one must not be lost in silence. */
export function knownKeys(what: string, options: object, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const near = known.find((name) => alike(name, key));
    const hint = near === undefined ? `allowed: ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new ProbezError('INVALID_OPTION', `${what}: unknown option ${quote(key)}; ${hint}`);
  }
}

const alike = (a: string, b: string): boolean => bare(a) === bare(b);
const bare = (name: string): string => name.toLowerCase().replace(/ms$|s$/, '');

const POLL_KEYS = [
  'periodMs',
  'timeoutMs',
  'staleAfterMs',
  'recheckMs',
  'initialDelayMs',
  'jitter',
  'failureThreshold',
  'successThreshold',
] as const;

/** The options of a check of which a misspelt one would be lost in silence. */
const TUNING_KEYS = [
  ...POLL_KEYS,
  'probes',
  'critical',
  'shared',
  'componentType',
  'componentId',
  'allowDatastoreInLiveness',
  'staleStatus',
] as const;

const HEALTH_KEYS = [
  'checks',
  'expected',
  'defaults',
  'concurrency',
  'logger',
  'clock',
  'version',
  'releaseId',
  'serviceId',
  'description',
] as const;

export const isPolled = (check: Check): check is PolledCheck => 'run' in check && typeof check.run === 'function';

/** The timing of a polled check, its own numbers before the defaults, all of them checked. */
export function pollNumbers(check: PolledCheck, defaults: PollPolicy = {}): Policy & Schedule {
  const of = (key: keyof PollPolicy): number | undefined => check[key] ?? defaults[key];
  const where = (key: string): string => `${key} of check ${quote(check.name)}`;
  const periodMs = milliseconds(where('periodMs'), of('periodMs') ?? 10_000);
  const timeoutMs = milliseconds(where('timeoutMs'), of('timeoutMs') ?? 2_000);
  return {
    periodMs,
    timeoutMs,
    staleAfterMs: milliseconds(
      where('staleAfterMs'),
      of('staleAfterMs') ?? Math.min(2.5 * periodMs + timeoutMs, MAX_TIMER_MS),
    ),
    recheckMs: milliseconds(where('recheckMs'), of('recheckMs') ?? 2_000),
    initialDelayMs: milliseconds(where('initialDelayMs'), of('initialDelayMs') ?? 0, 0),
    jitter: share(where('jitter'), of('jitter') ?? 0.1),
    failureThreshold: count(where('failureThreshold'), of('failureThreshold') ?? 1),
    successThreshold: count(where('successThreshold'), of('successThreshold') ?? 1),
  };
}

/** The policy of a pushed check: every push is published at once. */
export function pushPolicy(check: PushedCheck): Policy {
  const { staleAfterMs } = check;
  return {
    failureThreshold: 1,
    successThreshold: 1,
    staleAfterMs:
      staleAfterMs === undefined
        ? Number.POSITIVE_INFINITY
        : milliseconds(`staleAfterMs of check ${quote(check.name)}`, staleAfterMs),
  };
}

/** Throws unless the check can be registered; returns its probes. */
export function validateCheck(check: Check): readonly ProbeName[] {
  const bad = (message: string): never => {
    throw new ProbezError('INVALID_CHECK', message);
  };
  if (typeof check !== 'object' || check === null)
    bad(`a check is ${quote(check)}; allowed: an object with name and run, or name and attach`);
  const { name } = check;
  if (typeof name !== 'string' || name === '')
    bad(`a check's name is ${quote(name)}; allowed: a string that is not empty`);
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name))
    bad(`the check name ${quote(name)} has a control character; allowed: any others`);
  if (isReserved(name)) bad(`the check name ${quote(name)} is reserved for a line of Probez's own; choose another`);
  const run: unknown = 'run' in check ? check.run : undefined;
  const attach: unknown = 'attach' in check ? check.attach : undefined;
  if ((typeof run === 'function') === (typeof attach === 'function')) {
    bad(
      `check ${quote(name)} has run ${quote(run)} and attach ${quote(attach)}; allowed: exactly one of them, a function`,
    );
  }
  for (const key of Object.keys(check)) {
    const near = TUNING_KEYS.find((known) => known !== key && alike(known, key));
    // A ready-made check may carry members of its own; only what looks like a misspelt option is refused.
    if (near !== undefined && !TUNING_KEYS.some((known) => known === key)) {
      bad(`check ${quote(name)}: unknown option ${quote(key)}; did you mean "${near}"?`);
    }
  }
  const probes = probesOf(check);
  if (check.componentType === 'datastore' && probes.includes('liveness') && check.allowDatastoreInLiveness !== true) {
    bad(
      `check ${quote(name)} is a datastore and serves liveness: when it is away, Kubernetes restarts every replica, which does not bring it back. ` +
        'Use probes: "readiness" (with shared: true if every replica uses the same one), or set allowDatastoreInLiveness: true on the check if you are sure.',
    );
  }
  return probes;
}

function probesOf(check: Check): readonly ProbeName[] {
  const { probes = 'readiness' } = check;
  const list: readonly unknown[] = Array.isArray(probes) ? probes : [probes];
  const known = PROBES.filter((probe) => list.includes(probe));
  if (list.length > 0 && list.every((probe) => PROBES.some((name) => name === probe))) return known;
  throw new ProbezError(
    'INVALID_CHECK',
    `probes of check ${quote(check.name)} is ${quote(probes)}; allowed: ${PROBES.map(quote).join(', ')}, or a list of them`,
  );
}

/** Throws unless the options of `createHealth` make sense. */
export function validateHealthOptions(options: HealthOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new ProbezError('INVALID_OPTION', `createHealth was given ${quote(options)}; allowed: an options object`);
  }
  knownKeys('createHealth', options, HEALTH_KEYS);
  const { checks = [], expected = [], defaults = {}, logger = false } = options;
  listOf('checks', checks, 'a list of checks');
  listOf('expected', expected, 'a list of check names');
  for (const name of expected) {
    if (typeof name !== 'string' || name === '' || isReserved(name)) {
      throw new ProbezError('INVALID_OPTION', `expected contains ${quote(name)}; allowed: names of checks`);
    }
  }
  knownKeys('defaults', defaults, POLL_KEYS);
  pollNumbers({ name: 'defaults', run: () => {} }, defaults);
  if (logger === false) return;
  for (const level of ['info', 'warn', 'error'] as const) {
    if (typeof logger[level] === 'function') continue;
    throw new ProbezError(
      'INVALID_OPTION',
      `logger.${level} is ${quote(logger[level])}; allowed: a logger with info, warn and error, or false`,
    );
  }
}

function listOf(where: string, value: unknown, allowed: string): void {
  if (!Array.isArray(value))
    throw new ProbezError('INVALID_OPTION', `${where} is ${quote(value)}; allowed: ${allowed}`);
}
