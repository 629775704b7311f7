import type { CheckState, Health, ProbeName, ServiceInfo, Snapshot, Status } from '@probez/core';
import type { Change, History } from './history.ts';

/** A probe as the page shows it. */
export interface ProbeView {
  readonly name: ProbeName;
  readonly status: Status;
  /** Since when: of the last change, or else of the page, which has seen none. */
  readonly since: number;
  readonly changed: boolean;
  /** The checks that it comes of, where it does not pass. */
  readonly causes: readonly string[];
}

/** A check as the page shows it. */
export interface CheckView {
  readonly name: string;
  readonly status: Status;
  readonly probes: readonly ProbeName[];
  readonly critical: boolean;
  readonly shared: boolean;
  readonly since: number | undefined;
  /** Absent where nothing is wrong; `undefined` in its place where it is withheld. */
  readonly reason: string | undefined;
  /** It has been heard of, and not by a run. */
  readonly reported: boolean;
  readonly durations: readonly number[];
  readonly changes: readonly Change[];
}

/** All that the page shows, as plain data. */
export interface View {
  readonly info: ServiceInfo;
  readonly time: number;
  readonly phase: Snapshot['phase'];
  readonly draining: string | undefined;
  /** Whether reasons are shown. */
  readonly open: boolean;
  readonly probes: readonly ProbeView[];
  readonly checks: readonly CheckView[];
}

const PROBES: readonly ProbeName[] = ['startup', 'liveness', 'readiness'];

/** The state of everything for somebody who may see reasons, or may not. */
export function viewOf(health: Health, history: History, open: boolean): View {
  const snapshot = health.snapshot();
  const checks = snapshot.checks.map((check) => checkView(check, snapshot, history, open));
  return {
    info: snapshot.info,
    time: snapshot.time,
    phase: snapshot.phase,
    draining: snapshot.draining === null ? undefined : open ? snapshot.draining.reason : '',
    open,
    probes: PROBES.map((name) => {
      const { status } = health.verdict(name);
      const change = history.ofProbe(name).changes.at(-1);
      return {
        name,
        status,
        since: change?.time ?? history.began,
        changed: change !== undefined,
        causes: causesOf(name, status, checks),
      };
    }),
    checks,
  };
}

/** A probe that only warns does so for checks that are not critical, too. */
function causesOf(probe: ProbeName, status: Status, checks: readonly CheckView[]): readonly string[] {
  if (status === 'pass') return [];
  const bad = checks.filter((check) => check.probes.includes(probe) && check.status !== 'pass');
  return bad
    .filter((check) => status === 'warn' || (check.critical && check.status !== 'warn'))
    .map(({ name }) => name);
}

function checkView(check: CheckState, { phase, at }: Snapshot, history: History, open: boolean): CheckView {
  const { name, probes, critical, shared, reason } = check;
  const { durations, changes } = history.ofCheck(name);
  // A snapshot is as old as its last write, and a blocked event loop writes nothing.
  const status = phase !== 'stopped' && at >= check.validUntil ? check.staleStatus : check.status;
  return {
    name,
    status,
    probes,
    critical,
    shared,
    since: changes.at(-1)?.time,
    reason: open && status !== 'pass' ? (reason ?? '') : undefined,
    reported: check.completed && check.durationMs === undefined,
    durations,
    changes: open ? changes : changes.map((change) => ({ ...change, reason: '' })),
  };
}
