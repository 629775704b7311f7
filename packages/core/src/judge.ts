import { expire, isOk, isStale } from './policy.ts';
import type { CheckState, Evaluation, Line, ProbeName, Selection, Snapshot, Status, Verdict } from './types.ts';

/** What a verdict is made of. */
export type Facts = Pick<Snapshot, 'phase' | 'draining' | 'started' | 'missing' | 'checks'>;

/** kube-apiserver's own name for the line that says why a server going away is not ready. */
export const SHUTDOWN_LINE = 'shutdown';
/** The line that says that readiness waits for the startup probe. */
export const STARTUP_LINE = 'startup-probe';
/** The line of a probe port off the event loop, while the event loop is stalled. The core itself never prints it. */
export const STALL_LINE = 'event-loop-stall';

const RESERVED: ReadonlySet<string> = new Set([SHUTDOWN_LINE, STARTUP_LINE, STALL_LINE]);

const SEVERITY: Readonly<Record<Status, number>> = { pass: 0, warn: 1, unknown: 2, fail: 3 };
const worse = (a: Status, b: Status): Status => (SEVERITY[b] > SEVERITY[a] ? b : a);

const rulesOf = (selection: Selection): ProbeName => (typeof selection === 'string' ? selection : selection.rules);

const NOTHING_EXCLUDED: ReadonlySet<string> = new Set();

/** A verdict, and the check that makes it what it is. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The last of the worst checks; undefined where the verdict passes or does not hang on a check. */
  readonly witness: string | undefined;
}

/** A probe's verdict at `now`. Allocates nothing per check. Pure. */
export function judge(facts: Facts, selection: Selection, now: number): Judgement {
  const probe = rulesOf(selection);
  let status: Status = 'pass';
  let witness: string | undefined;
  let validUntil = Number.POSITIVE_INFINITY;
  for (const state of facts.checks) {
    if (!isChosen(state, selection)) continue;
    if (expires(facts, state, now)) validUntil = Math.min(validUntil, state.validUntil);
    const share = shareOf(facts, state, selection, probe, now) ?? 'pass';
    if (share === 'pass' || worse(share, status) !== share) continue;
    status = share;
    witness = state.name;
  }
  for (const line of ownLines(facts, selection, probe, now)) {
    if (worse(line.status, status) !== line.status) continue;
    status = line.status;
    witness = undefined;
  }
  // What readiness waits for is startup, whose checks may turn stale as well.
  if (probe === 'readiness' && !facts.started)
    validUntil = Math.min(validUntil, judge(facts, 'startup', now).verdict.validUntil);
  return { verdict: Object.freeze({ status, ok: isOk(status), validUntil }), witness };
}

/**
 * The judgement after one check's state was replaced, without looking at the others; undefined where they must be looked
 * at: the check was the witness, or is worse than all. So a thousand checks that fail or recover together cost a thousand
 * glances, not a thousand judgements. Pure.
 */
export function judgeOne(
  { verdict, witness }: Judgement,
  facts: Facts,
  probe: ProbeName,
  state: CheckState,
  now: number,
): Judgement | undefined {
  const waits = probe === 'readiness' && !facts.started;
  if (waits || witness === state.name || now >= verdict.validUntil) return undefined;
  const share = shareOf(facts, state, probe, probe, now) ?? 'pass';
  if (worse(verdict.status, share) !== verdict.status) return undefined;
  const validUntil = expires(facts, state, now) ? Math.min(verdict.validUntil, state.validUntil) : verdict.validUntil;
  return { verdict: Object.freeze({ ...verdict, validUntil }), witness };
}

/** The verdict with its lines, some of them left out of the count. Pure. */
export function explain(
  facts: Facts,
  selection: Selection,
  now: number,
  excluded: ReadonlySet<string> = NOTHING_EXCLUDED,
): Evaluation {
  const probe = rulesOf(selection);
  const unmatched = new Set(excluded);
  const lines: Line[] = [];
  let status: Status = 'pass';
  let validUntil = Number.POSITIVE_INFINITY;
  for (const state of facts.checks) {
    if (!isChosen(state, selection)) continue;
    if (expires(facts, state, now)) validUntil = Math.min(validUntil, state.validUntil);
    const share = shareOf(facts, state, selection, probe, now);
    if (share === undefined) continue;
    const left = unmatched.delete(state.name);
    if (!left) status = worse(status, share);
    const seen = facts.phase === 'stopped' ? state : expire(state, now);
    const reason = share === 'pass' ? undefined : (seen.reason ?? (seen.completed ? undefined : 'no result yet'));
    lines.push({
      name: state.name,
      status: share,
      excluded: left,
      state: seen,
      ...(reason === undefined ? {} : { reason }),
    });
  }
  for (const line of ownLines(facts, selection, probe, now)) {
    // Startup and shutdown are no checks: nobody can exclude them. A missing check can be, as a present one can.
    const left = !isReserved(line.name) && unmatched.delete(line.name);
    if (!left) status = worse(status, line.status);
    lines.push(left ? { ...line, excluded: true } : line);
  }
  return { status, ok: isOk(status), validUntil, lines, unmatched: [...unmatched] };
}

/** Names that no check may have. */
export const isReserved = (name: string): boolean => RESERVED.has(name);

/** Asked once per check and judgement; nearly every check serves one probe, and the first comparison settles it. */
const isChosen = ({ name, probes }: CheckState, selection: Selection): boolean =>
  typeof selection === 'string'
    ? probes[0] === selection || (probes.length > 1 && probes.includes(selection))
    : selection.checks.includes(name);

/** What a chosen check contributes to a probe; `undefined` if it does not count yet. */
function shareOf(
  facts: Facts,
  state: CheckState,
  selection: Selection,
  probe: ProbeName,
  now: number,
): Status | undefined {
  const stale = facts.phase !== 'stopped' && isStale(state, now);
  // A check that comes late must not take a running service out before it has had its say, or its time for it is over.
  if (state.late && !state.decided && !stale) return undefined;
  // Startup latches: what has started stays started.
  if (selection === 'startup' && facts.started) return 'pass';
  // A slow first run must not kill.
  if (probe === 'liveness' && !state.decided && !stale) return 'pass';
  const status = stale ? state.staleStatus : state.status;
  if (isOk(status)) return status;
  return !state.critical || (state.shared && state.everPassed) ? 'warn' : status;
}

const expires = (facts: Facts, state: CheckState, now: number): boolean =>
  facts.phase !== 'stopped' && !isStale(state, now);

/** Lines of Probez's own, after those of the checks. */
function ownLines(facts: Facts, selection: Selection, probe: ProbeName, now: number): readonly Line[] {
  const lines: Line[] = [];
  if (selection === 'startup' && !facts.started) {
    for (const name of facts.missing) lines.push(failed(name, 'expected, but not registered'));
  }
  if (typeof selection !== 'string') {
    for (const name of selection.checks) {
      if (!facts.checks.some((check) => check.name === name)) lines.push(failed(name, 'not registered'));
    }
  }
  if (probe !== 'readiness') return lines;
  if (!facts.started && !judge(facts, 'startup', now).verdict.ok) {
    lines.push(failed(STARTUP_LINE, 'the startup probe has not passed yet'));
  }
  if (facts.draining !== null) lines.push(failed(SHUTDOWN_LINE, `draining: ${facts.draining.reason}`));
  else if (facts.phase === 'stopped') lines.push(failed(SHUTDOWN_LINE, 'health checks are stopped'));
  return lines;
}

const failed = (name: string, reason: string): Line => ({ name, status: 'fail', excluded: false, reason });
