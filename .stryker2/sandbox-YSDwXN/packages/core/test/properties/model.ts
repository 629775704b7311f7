// @ts-nocheck
import type { ProbeName, Status } from '../../src/index.ts';

/** What can be told of a check: how it ended a run, or what was pushed. */
export type Outcome = 'pass' | 'warn' | 'fail';

/** A check as the model sees it. */
export interface Spec {
  readonly kind: 'polled' | 'pushed' | 'heartbeat';
  readonly name: string;
  readonly probes: readonly ProbeName[];
  readonly critical: boolean;
  readonly shared: boolean;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  readonly timeoutMs: number;
  /** `undefined`: never. */
  readonly staleAfterMs: number | undefined;
}

const ok = (status: Status): boolean => status === 'pass' || status === 'warn';
const ORDER: readonly Status[] = ['pass', 'warn', 'unknown', 'fail'];
const worst = (statuses: readonly Status[]): Status =>
  ORDER[Math.max(0, ...statuses.map((status) => ORDER.indexOf(status)))] ?? 'pass';

/**
 * What a threshold makes of a history, from its definition: the newest results that agree are counted backwards.
 * `before` is the status that was published before the newest result.
 */
export function publishedAfter(
  before: Status,
  history: readonly Outcome[],
  spec: Pick<Spec, 'failureThreshold' | 'successThreshold'>,
): Status {
  const newest = history.at(-1);
  if (newest === undefined) return before;
  const differs = history.findLastIndex((outcome) => (outcome === 'fail') !== (newest === 'fail'));
  const inARow = history.length - 1 - differs;
  if (newest === 'fail') return before === 'fail' || inARow >= spec.failureThreshold ? 'fail' : before;
  return ok(before) || inARow >= spec.successThreshold ? newest : before;
}

/** One check, from the behaviour contract and not from the code: a history, and the time of the last news. */
class ModelCheck {
  readonly spec: Spec;
  readonly late: boolean;
  published: Status = 'unknown';
  decided = false;
  passedOnce = false;
  history: Outcome[] = [];
  /** When its age began: the last result, or the start. `undefined`: has none. */
  bornAt: number | undefined;
  /** A run under way that has not been counted: it times out if it is not settled first. */
  runningSince: number | undefined;
  /** A run was begun and has not settled, counted or not. */
  unsettled = false;
  /** A run from before a stop that has not settled a time-out after the restart counts as failed. */
  blockedSince: number | undefined;
  held: Outcome | undefined;
  /** How many runs have been counted. */
  reports = 0;

  constructor(spec: Spec, late: boolean) {
    this.spec = spec;
    this.late = late;
  }

  staleAt(): number {
    const { staleAfterMs } = this.spec;
    return this.bornAt === undefined || staleAfterMs === undefined
      ? Number.POSITIVE_INFINITY
      : this.bornAt + staleAfterMs;
  }

  /** Nothing was heard for too long: what was known is no longer, and the counting starts anew. */
  age(now: number): void {
    if (now < this.staleAt()) return;
    this.published = this.spec.kind === 'heartbeat' ? 'fail' : 'unknown';
    this.decided = true;
    this.history = [];
    this.bornAt = undefined;
  }

  hear(outcome: Outcome, now: number): void {
    this.age(now);
    this.history.push(outcome);
    const thresholds = this.spec.kind === 'polled' ? this.spec : { failureThreshold: 1, successThreshold: 1 };
    const before = this.published;
    this.published = publishedAfter(before, this.history, thresholds);
    // Decided once a threshold has been reached, whatever was published before.
    if (this.published !== 'unknown' || before !== 'unknown') this.decided = true;
    if (ok(this.published)) this.passedOnce = true;
    this.bornAt = now;
  }
}

/** The whole service, from the behaviour contract. */
export class Model {
  readonly checks = new Map<string, ModelCheck>();
  readonly expected: readonly string[];
  phase: 'idle' | 'running' | 'stopped' = 'idle';
  draining = false;
  started = false;

  constructor(expected: readonly string[]) {
    this.expected = expected;
  }

  register(spec: Spec, now: number): void {
    const check = new ModelCheck(
      spec,
      this.phase === 'running' && (this.started || !this.expected.includes(spec.name)),
    );
    this.checks.set(spec.name, check);
    if (spec.kind === 'heartbeat') this.push(spec.name, 'pass', now);
    else if (spec.kind === 'pushed' && this.phase === 'running') check.bornAt = now;
    this.evaluate(now);
  }

  unregister(name: string, now: number): void {
    this.checks.delete(name);
    this.evaluate(now);
  }

  start(now: number): void {
    if (this.phase === 'running') return;
    this.phase = 'running';
    for (const check of this.checks.values()) {
      if (check.held !== undefined) check.hear(check.held, now);
      check.held = undefined;
      // Ages begin anew. A polled check that was never heard of has its time-out instead.
      if (check.spec.kind !== 'polled' || check.decided || check.history.length > 0) check.bornAt = now;
      if (check.unsettled && !this.retired(check)) check.blockedSince = now;
      check.runningSince = undefined;
    }
    this.evaluate(now);
  }

  stop(now: number): void {
    if (this.phase === 'stopped') return;
    for (const check of this.checks.values()) if (!this.retired(check)) check.age(now);
    this.evaluate(now);
    this.phase = 'stopped';
  }

  drain(): void {
    this.draining = true;
  }

  push(name: string, outcome: Outcome, now: number): void {
    const check = this.checks.get(name);
    if (check === undefined) return;
    if (this.phase === 'stopped') check.held = outcome;
    else check.hear(outcome, now);
    // Before the first start nothing has an age.
    if (this.phase === 'idle') check.bornAt = undefined;
    this.evaluate(now);
  }

  /** @param latched whether health has heard of it: startup latches when the turn ends, and others may be run until then */
  runBegins(name: string, now: number, latched: boolean): void {
    const check = this.checks.get(name);
    if (check === undefined) throw new Error(`${name} was run though it is not registered`);
    if (latched && this.retired(check)) throw new Error(`${name} was run though startup has passed`);
    if (check.unsettled) throw new Error(`${name} was run twice at a time`);
    check.unsettled = true;
    check.blockedSince = undefined;
    check.runningSince = now;
  }

  /** The run has settled, unless it was counted as failed before. */
  runEnds(name: string, outcome: Outcome, now: number): void {
    const check = this.checks.get(name);
    if (check === undefined) return;
    const counts = check.runningSince !== undefined;
    check.unsettled = false;
    check.runningSince = undefined;
    if (!counts || this.phase === 'stopped') return;
    check.reports += 1;
    check.hear(outcome, now);
    this.evaluate(now);
  }

  /** When the next run will be counted as failed, and whose it is. */
  nextTimeout(): { readonly at: number; readonly check: ModelCheck } | undefined {
    let next: { at: number; check: ModelCheck } | undefined;
    if (this.phase === 'stopped') return undefined;
    for (const check of this.checks.values()) {
      for (const since of [check.runningSince, check.blockedSince]) {
        if (since !== undefined && (next === undefined || since + check.spec.timeoutMs < next.at))
          next = { at: since + check.spec.timeoutMs, check };
      }
    }
    return next;
  }

  /** When the next check turns stale. */
  nextStale(now: number): number {
    if (this.phase !== 'running') return Number.POSITIVE_INFINITY;
    return Math.min(...Array.from(this.checks.values(), (check) => check.staleAt()).filter((at) => at > now));
  }

  timeOut(check: ModelCheck, now: number): void {
    check.runningSince = undefined;
    check.blockedSince = undefined;
    check.reports += 1;
    check.hear('fail', now);
    this.evaluate(now);
  }

  retired({ spec }: ModelCheck): boolean {
    return this.started && spec.probes.every((probe) => probe === 'startup');
  }

  /** Startup latches for good once all its checks pass in one evaluation. */
  evaluate(now: number): void {
    if (this.phase !== 'running' || this.started || !ok(this.verdict('startup', now))) return;
    // What had turned stale by then had its say; after that nothing of startup ages any more.
    for (const check of this.checks.values()) check.age(now);
    this.started = true;
    // Nor is it run any more, and what is under way counts for nothing.
    for (const check of this.checks.values()) {
      if (!this.retired(check)) continue;
      check.runningSince = undefined;
      check.blockedSince = undefined;
    }
  }

  /** @param excluded checks that the asker does not want to count; what startup waits for counts all the same */
  verdict(probe: ProbeName, now: number, excluded: ReadonlySet<string> = new Set()): Status {
    if (probe !== 'liveness' && this.phase === 'idle') return 'fail';
    if (probe === 'startup' && this.started) return 'pass';
    const counted = Object.entries(this.lines(probe, now)).filter(([name]) => !excluded.has(name));
    const shares = counted.map(([, share]) => share);
    const missing = this.expected.filter((name) => !this.checks.has(name) && !excluded.has(name));
    if (probe === 'startup' && missing.length > 0) shares.push('fail');
    if (probe === 'readiness') {
      if (this.draining || this.phase === 'stopped') shares.push('fail');
      if (!this.started && !ok(this.verdict('startup', now))) shares.push('fail');
    }
    return worst(shares);
  }

  /** What each check contributes, by its name. */
  lines(probe: ProbeName, now: number): Record<string, Status> {
    const entries = [...this.checks].flatMap(([name, check]) =>
      this.share(check, probe, now).map((status) => [name, status] as const),
    );
    return Object.fromEntries(entries);
  }

  private share(check: ModelCheck, probe: ProbeName, now: number): readonly Status[] {
    const { spec, late } = check;
    if (!spec.probes.includes(probe)) return [];
    const stale = this.phase !== 'stopped' && !this.retired(check) && now >= check.staleAt();
    const decided = check.decided || stale;
    if (late && !decided) return [];
    if (probe === 'startup' && this.started) return ['pass'];
    if (probe === 'liveness' && !decided) return ['pass'];
    const status = stale ? (spec.kind === 'heartbeat' ? 'fail' : 'unknown') : check.published;
    const degrades = !spec.critical || (spec.shared && check.passedOnce);
    return [degrades && !ok(status) ? 'warn' : status];
  }
}
