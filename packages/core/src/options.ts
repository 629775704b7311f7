import { MAX_TIMER_MS } from './clock.ts';
import { didYouMean } from './did-you-mean.ts';
import { ProbezError } from './errors.ts';
import { isReserved } from './judge.ts';
import type { Policy } from './policy.ts';
import { quote } from './quote.ts';
import type { Schedule } from './scheduler.ts';
import type {
  Check,
  CheckBase,
  HealthOptions,
  PolledCheck,
  PollPolicy,
  ProbeName,
  ProbeSelection,
  PushedCheck,
} from './types.ts';
import {
  count,
  flag,
  knownKeys,
  list,
  loggerOption,
  methods,
  milliseconds,
  object,
  refuse,
  share,
  text,
} from './validate.ts';

export const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];
export const PROBE_NAMES = PROBES.map(quote).join(', ');

export const POLL_KEYS = [
  'periodMs',
  'timeoutMs',
  'staleAfterMs',
  'recheckMs',
  'initialDelayMs',
  'jitter',
  'failureThreshold',
  'successThreshold',
] as const;

/** The options of every check, its name apart. */
export const BASE_KEYS = [
  'probes',
  'critical',
  'shared',
  'componentType',
  'componentId',
  'allowDatastoreInLiveness',
] as const;

/** The options of a check whose misspelling would otherwise go unnoticed. */
const TUNING_KEYS: readonly string[] = [...BASE_KEYS, ...POLL_KEYS, 'staleStatus'];

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
  // Not `??`: null is no number, and refused like any other value that is none.
  const of = (key: keyof PollPolicy, otherwise: number): unknown => {
    const given = check[key] === undefined ? defaults[key] : check[key];
    return given === undefined ? otherwise : given;
  };
  const where = (key: string): string => `${key} of check ${quotedName(check.name)}`;
  const periodMs = milliseconds(where('periodMs'), of('periodMs', 10_000));
  const timeoutMs = milliseconds(where('timeoutMs'), of('timeoutMs', 2_000));
  const staleAfterMs = of('staleAfterMs', Math.min(2.5 * periodMs + timeoutMs, MAX_TIMER_MS));
  return {
    periodMs,
    timeoutMs,
    staleAfterMs: milliseconds(where('staleAfterMs'), staleAfterMs),
    recheckMs: milliseconds(where('recheckMs'), of('recheckMs', 2_000)),
    initialDelayMs: milliseconds(where('initialDelayMs'), of('initialDelayMs', 0), 0),
    jitter: share(where('jitter'), of('jitter', 0.1)),
    failureThreshold: count(where('failureThreshold'), of('failureThreshold', 1)),
    successThreshold: count(where('successThreshold'), of('successThreshold', 1)),
  };
}

/** The policy of a pushed check: every push is published at once. */
export function pushPolicy(check: PushedCheck): Policy {
  const { staleAfterMs, staleStatus = 'unknown' } = check;
  if (staleStatus !== 'unknown' && staleStatus !== 'fail')
    refuse(`staleStatus of check ${quote(check.name)}`, staleStatus, '"unknown" or "fail"');
  return {
    failureThreshold: 1,
    successThreshold: 1,
    staleAfterMs:
      staleAfterMs === undefined
        ? Number.POSITIVE_INFINITY
        : milliseconds(`staleAfterMs of check ${quote(check.name)}`, staleAfterMs),
  };
}

/** A name is part of paths, answers, logs and metrics. */
export const MAX_NAME_LENGTH = 200;

/** The quoted name, kept for the next call: quoting redacts, and all options of a check need the same text. */
function quotedName(name: string): string {
  if (newest.name !== name) newest = { name, quoted: quote(name) };
  return newest.quoted;
}
let newest = { name: '', quoted: quote('') };

/** Throws unless a check may have that name. */
export function validateName(name: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw badCheck(`a check's name is ${quote(name)}; allowed: a string that is not empty`);
  if (name.length > MAX_NAME_LENGTH)
    throw badCheck(
      `the check name ${quote(name)} has ${name.length} characters; allowed: at most ${MAX_NAME_LENGTH} characters`,
    );
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name))
    throw badCheck(`the check name ${quote(name)} has a control character; allowed: names without control characters`);
  if (isReserved(name))
    throw badCheck(
      `the check name ${quote(name)} is reserved for a line that Probez writes itself; choose another name`,
    );
}

/** Whether a check could have that name: for lists of names of checks that may not be registered yet. */
export const couldBeName = (name: unknown): boolean =>
  typeof name === 'string' && name !== '' && name.length <= MAX_NAME_LENGTH;

const badCheck = (message: string): ProbezError => new ProbezError('INVALID_CHECK', message);

/** Throws unless what all checks have in common makes sense; returns the probes. */
export function validateBase(name: string, base: Omit<CheckBase, 'name'>): readonly ProbeName[] {
  const where = (key: string): string => `${key} of check ${quotedName(name)}`;
  for (const key of ['critical', 'shared', 'allowDatastoreInLiveness'] as const) flag(where(key), base[key]);
  for (const key of ['componentType', 'componentId'] as const) text(where(key), base[key]);
  return probesOf(name, base);
}

/** How a check comes to its results. */
const HOW: readonly string[] = ['run', 'attach'];

/** Throws unless the check can be registered; returns its probes. */
export function validateCheck(check: Check): readonly ProbeName[] {
  if (typeof check !== 'object' || check === null)
    throw badCheck(`a check is ${quote(check)}; allowed: an object with name and run, or name and attach`);
  const { name } = check;
  validateName(name);
  const run: unknown = 'run' in check ? check.run : undefined;
  const attach: unknown = 'attach' in check ? check.attach : undefined;
  if ((typeof run === 'function') === (typeof attach === 'function')) {
    const near = Object.keys(check).flatMap((key) => (HOW.includes(key) ? [] : (didYouMean(key, HOW) ?? [])));
    const hint = near.length === 0 ? '' : `; did you mean ${quote(near[0])}?`;
    throw badCheck(
      `check ${quote(name)} has run ${quote(run)} and attach ${quote(attach)}; allowed: exactly one of them, a function${hint}`,
    );
  }
  for (const [key, value] of Object.entries(check)) {
    // A check may carry members of its own, such as methods; only what looks like a misspelt option is refused.
    if (key === 'name' || TUNING_KEYS.includes(key) || typeof value === 'function') continue;
    const near = didYouMean(key, TUNING_KEYS);
    if (near !== undefined)
      throw badCheck(`check ${quote(name)}: unknown option ${quote(key)}; did you mean ${quote(near)}?`);
  }
  refuseStrangers(check);
  const probes = validateBase(name, check);
  if (
    check.componentType?.toLowerCase() === 'datastore' &&
    probes.includes('liveness') &&
    check.allowDatastoreInLiveness !== true
  ) {
    throw badCheck(
      `check ${quote(name)} is a datastore and serves liveness: when it is down, Kubernetes would restart every replica, which does not bring it back. ` +
        'Use probes: "readiness" (with shared: true if every replica uses the same one), or set allowDatastoreInLiveness: true on the check if you are sure.',
    );
  }
  return probes;
}

/** The options that only the other kind of check has: they would be ignored in silence. */
function refuseStrangers(check: Check): void {
  const [kind, sign, foreign, other] = isPolled(check)
    ? ['polled', 'run', ['staleStatus'], 'pushed']
    : ['pushed', 'attach', POLL_KEYS.filter((key) => key !== 'staleAfterMs'), 'polled'];
  for (const key of foreign) {
    const value: unknown = Reflect.get(check, key);
    if (value === undefined) continue;
    throw badCheck(
      `${key} of check ${quote(check.name)} is ${quote(value)}, but the check is ${kind} (it has ${sign}); allowed: ${key} on ${other} checks only`,
    );
  }
}

function probesOf(name: string, { probes = 'readiness' }: Omit<CheckBase, 'name'>): readonly ProbeName[] {
  const wanted: readonly unknown[] = Array.isArray(probes) ? probes : [probes];
  const known = PROBES.filter((probe) => wanted.includes(probe));
  if (wanted.length > 0 && wanted.every((probe) => PROBES.some((name) => name === probe))) return known;
  throw badCheck(`probes of check ${quote(name)} is ${quote(probes)}; allowed: ${PROBE_NAMES}, or a list of them`);
}

/** Throws unless it is a probe, or chosen checks. A misspelt probe has no check, and would always pass. */
export function validateSelection(selection: ProbeSelection): void {
  if (typeof selection === 'string' && PROBES.includes(selection)) return;
  const allowed = `${PROBE_NAMES}, or an object with checks and rules`;
  object('the probe', selection, allowed);
  if (typeof selection === 'string') return;
  list('checks of the selection', selection.checks, 'a list of check names');
  if (!PROBES.includes(selection.rules)) refuse('rules of the selection', selection.rules, PROBE_NAMES);
}

/** Throws unless the options of `createHealth` make sense. */
export function validateHealthOptions(options: HealthOptions): void {
  knownKeys('createHealth', options, HEALTH_KEYS);
  const { checks = [], expected = [], defaults = {}, concurrency = 8, logger = false, clock } = options;
  list('checks', checks, 'a list of checks');
  list('expected', expected, 'a list of check names');
  for (const name of expected) {
    if (!couldBeName(name) || isReserved(name)) {
      throw new ProbezError(
        'INVALID_OPTION',
        `expected contains ${quote(name)}; allowed: names that a check can have: not empty, at most ${MAX_NAME_LENGTH} characters, not reserved`,
      );
    }
  }
  knownKeys('defaults', defaults, POLL_KEYS);
  pollNumbers({ name: 'defaults', run: () => {} }, defaults);
  count('concurrency', concurrency);
  for (const key of ['version', 'releaseId', 'serviceId', 'description'] as const) text(key, options[key]);
  loggerOption(logger);
  if (clock !== undefined)
    methods(
      'clock',
      clock,
      ['now', 'time', 'setTimer', 'random'],
      'a clock with now, time, setTimer and random, such as createFakeClock() makes',
    );
}
