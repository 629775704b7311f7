import { expire, isOk, isStale } from './policy.ts';
import type {
  CheckState,
  Evaluation,
  ProbeName,
  ProbeSelection,
  Snapshot,
  Status,
  Verdict,
  VerdictLine,
} from './types.ts';

/** What a verdict is made of. */
export type Facts = Pick<Snapshot, 'phase' | 'draining' | 'started' | 'missing' | 'checks'>;
/** All of it but the checks. */
export type Circumstances = Omit<Facts, 'checks'>;

/** kube-apiserver's own name for the line that says why a server going away is not ready. */
export const SHUTDOWN_LINE = 'shutdown';
/** The line that says that readiness waits for the startup probe. */
export const STARTUP_LINE = 'startup-probe';
/** The line that says that nobody has called `health.start()`. */
export const NOT_STARTED_LINE = 'not-started';
/** The line of an isolated probe port while the event loop is stalled. The core itself never prints it. */
export const STALL_LINE = 'event-loop-stall';

const RESERVED: ReadonlySet<string> = new Set([SHUTDOWN_LINE, STARTUP_LINE, NOT_STARTED_LINE, STALL_LINE]);

/** Best to worst. */
const STATUSES: readonly Status[] = ['pass', 'warn', 'unknown', 'fail'];
const SEVERITY: Readonly<Record<Status, number>> = { pass: 0, warn: 1, unknown: 2, fail: 3 };
const worse = (a: Status, b: Status): Status => (SEVERITY[b] > SEVERITY[a] ? b : a);

const rulesOf = (selection: ProbeSelection): ProbeName => (typeof selection === 'string' ? selection : selection.rules);

/** A probe's verdict at `now`. Pure. */
export function judge(facts: Facts, selection: ProbeSelection, now: number): Verdict {
  const startup = startupBehind(facts, rulesOf(selection), () => judge(facts, 'startup', now));
  const tally = count(facts, facts.checks, selection, now);
  return conclude(tally, ownLines(facts, selection, startup, facts.checks), startup);
}

/** A probe's verdict from what its checks say, counted. Pure. */
export function judgeTally(where: Circumstances, tally: Tally, probe: ProbeName, startup: () => Verdict): Verdict {
  const behind = startupBehind(where, probe, startup);
  return conclude(tally, ownLines(where, probe, behind), behind);
}

function conclude({ counts, validUntil }: Tally, own: readonly VerdictLine[], startup: Verdict | undefined): Verdict {
  let status: Status = 'pass';
  for (const each of STATUSES) if (counts[each] > 0) status = each;
  for (const line of own) status = worse(status, line.status);
  return Object.freeze({
    status,
    ok: isOk(status),
    validUntil: Math.min(validUntil, startup?.validUntil ?? Number.POSITIVE_INFINITY),
  });
}

/** What a probe's checks say, counted, and until when that holds without anything happening. */
export interface Tally {
  readonly counts: Readonly<Record<Status, number>>;
  readonly validUntil: number;
}

/** Counts the checks of a probe. Pure. */
export function count(
  where: Circumstances,
  checks: readonly CheckState[],
  selection: ProbeSelection,
  now: number,
): Tally {
  const counts = { pass: 0, warn: 0, unknown: 0, fail: 0 };
  const rules = rulesOf(selection);
  let validUntil = Number.POSITIVE_INFINITY;
  for (const state of checks) {
    if (!isChosen(state, selection)) continue;
    counts[shareOf(where, state, selection, rules, now) ?? 'pass'] += 1;
    if (expires(where, state, now)) validUntil = Math.min(validUntil, state.validUntil);
  }
  return { counts, validUntil };
}

/**
 * The tally after one check's state was replaced, without looking at the others: a thousand checks that fail together cost a
 * thousand small updates instead of a thousand full counts. `undefined` if another check may have turned stale since the
 * count: then all must be counted anew. Pure.
 */
export function recount(
  tally: Tally,
  where: Circumstances,
  { from, to }: Replacement,
  probe: ProbeName,
  now: number,
): Tally | undefined {
  if (now >= tally.validUntil) return undefined;
  if (!isChosen(to, probe)) return tally;
  const before = shareOf(where, from, probe, probe, now) ?? 'pass';
  const after = shareOf(where, to, probe, probe, now) ?? 'pass';
  const validUntil = expires(where, to, now) ? Math.min(tally.validUntil, to.validUntil) : tally.validUntil;
  if (before === after) return validUntil === tally.validUntil ? tally : { counts: tally.counts, validUntil };
  const counts = { ...tally.counts };
  counts[before] -= 1;
  counts[after] += 1;
  return { counts, validUntil };
}

/** One check's state took another's place. */
export interface Replacement {
  readonly from: CheckState;
  readonly to: CheckState;
}

/** The verdict with its lines. Pure. */
export function explain(facts: Facts, selection: ProbeSelection, now: number): Evaluation {
  const probe = rulesOf(selection);
  const startup = startupBehind(facts, probe, () => judge(facts, 'startup', now));
  const lines: VerdictLine[] = [];
  let validUntil = startup?.validUntil ?? Number.POSITIVE_INFINITY;
  for (const state of facts.checks) {
    if (!isChosen(state, selection)) continue;
    if (expires(facts, state, now)) validUntil = Math.min(validUntil, state.validUntil);
    const share = shareOf(facts, state, selection, probe, now);
    if (share !== undefined) lines.push(lineOf(share, facts.phase === 'stopped' ? state : expire(state, now)));
  }
  lines.push(...ownLines(facts, selection, startup, facts.checks));
  return evaluationOf(lines, validUntil);
}

/**
 * The evaluation as it would be without some of its lines. Startup, shutdown and a health that was not started are no
 * checks: nobody can exclude them. A missing check can be, as a present one can. Pure.
 */
export function exclude(evaluation: Evaluation, names: ReadonlySet<string>): Evaluation {
  const unmatched = new Set(names);
  const lines = evaluation.lines.map((line) =>
    !isReserved(line.name) && unmatched.delete(line.name) ? { ...line, excluded: true } : line,
  );
  // Nobody was excluded: the lines are those that were printed before.
  if (unmatched.size === names.size) return { ...evaluation, unmatched: [...unmatched] };
  return evaluationOf(lines, evaluation.validUntil, [...unmatched]);
}

function evaluationOf(
  lines: readonly VerdictLine[],
  validUntil: number,
  unmatched: readonly string[] = [],
): Evaluation {
  let status: Status = 'pass';
  for (const line of lines) if (!line.excluded) status = worse(status, line.status);
  return { status, ok: isOk(status), validUntil, lines, unmatched };
}

function lineOf(status: Status, state: CheckState): VerdictLine {
  const reason = status === 'pass' ? undefined : (state.reason ?? (state.completed ? undefined : 'no result yet'));
  return { name: state.name, status, excluded: false, state, ...(reason === undefined ? {} : { reason }) };
}

/** Names that no check may have. */
export const isReserved = (name: string): boolean => RESERVED.has(name);

/** Called for every check at every judgement; most checks serve one probe, so the first comparison is enough. */
const isChosen = ({ name, probes }: CheckState, selection: ProbeSelection): boolean =>
  typeof selection === 'string'
    ? probes[0] === selection || (probes.length > 1 && probes.includes(selection))
    : selection.checks.includes(name);

/** What a chosen check contributes to a probe; `undefined` if it does not count yet. */
function shareOf(
  facts: Circumstances,
  state: CheckState,
  selection: ProbeSelection,
  probe: ProbeName,
  now: number,
): Status | undefined {
  const stale = facts.phase !== 'stopped' && isStale(state, now);
  // A check registered after start() must not take a running service out before it has a result or is overdue.
  if (state.late && !state.decided && !stale) return undefined;
  // Startup latches: what has started stays started.
  if (selection === 'startup' && facts.started) return 'pass';
  // A slow first run must not kill.
  if (probe === 'liveness' && !state.decided && !stale) return 'pass';
  const status = stale ? state.staleStatus : state.status;
  if (isOk(status)) return status;
  return !state.critical || (state.shared && state.everPassed) ? 'warn' : status;
}

const expires = (facts: Circumstances, state: CheckState, now: number): boolean =>
  facts.phase !== 'stopped' && !isStale(state, now);

/** What readiness waits for: startup, whose checks may turn stale as well. */
const startupBehind = (where: Circumstances, rules: ProbeName, startup: () => Verdict): Verdict | undefined =>
  rules === 'readiness' && !where.started && where.phase !== 'idle' ? startup() : undefined;

/** Probez's own lines, after those of the checks. Only a selection of named checks needs `checks`: to find missing ones. */
function ownLines(
  { phase, draining, started, missing }: Circumstances,
  selection: ProbeSelection,
  startup: Verdict | undefined,
  checks: readonly CheckState[] = [],
): readonly VerdictLine[] {
  const lines: VerdictLine[] = [];
  if (selection === 'startup' && !started) {
    for (const name of missing) lines.push(failed(name, 'expected, but not registered'));
  }
  if (typeof selection !== 'string') {
    for (const name of selection.checks) {
      if (!checks.some((check) => check.name === name)) lines.push(failed(name, 'not registered'));
    }
  }
  const rules = rulesOf(selection);
  if (rules !== 'liveness' && phase === 'idle')
    lines.push(failed(NOT_STARTED_LINE, 'health.start() has not been called'));
  if (rules !== 'readiness') return lines;
  if (startup?.ok === false) lines.push(failed(STARTUP_LINE, 'the startup probe has not passed yet'));
  if (draining !== null) lines.push(failed(SHUTDOWN_LINE, `draining: ${draining.reason}`));
  else if (phase === 'stopped') lines.push(failed(SHUTDOWN_LINE, 'health checks are stopped'));
  return lines;
}

const failed = (name: string, reason: string): VerdictLine => ({ name, status: 'fail', excluded: false, reason });
