import type { HealthPhase, ProbeName } from './types.ts';

/** Where a service stands in its life. Plain data. */
export interface Lifecycle {
  readonly phase: HealthPhase;
  /** Set by the first drain, for good. */
  readonly draining: { readonly reason: string } | null;
  /** Startup has passed, for good. */
  readonly started: boolean;
}

/** What may happen in it. */
export type LifecycleEvent =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'drain'; readonly reason: string }
  /** All startup checks pass in one evaluation. */
  | { readonly type: 'passed' };

export const UNBORN: Lifecycle = Object.freeze({ phase: 'idle', draining: null, started: false });

/** One step. Pure. Returns the state it was given where the event means nothing in it. */
export function step(life: Lifecycle, event: LifecycleEvent): Lifecycle {
  switch (event.type) {
    case 'start':
      return life.phase === 'running' ? life : Object.freeze({ ...life, phase: 'running' });
    case 'stop':
      return life.phase === 'stopped' ? life : Object.freeze({ ...life, phase: 'stopped' });
    case 'drain':
      return life.draining === null
        ? Object.freeze({ ...life, draining: Object.freeze({ reason: event.reason }) })
        : life;
    case 'passed':
      return life.phase === 'running' && !life.started ? Object.freeze({ ...life, started: true }) : life;
  }
}

type Probes = { readonly probes: readonly ProbeName[] };

/** Startup has passed for good, so checks that serve startup alone are not run any more, and later ones never are. */
export const isRetired = ({ started }: Lifecycle, { probes }: Probes): boolean =>
  started && probes.every((probe) => probe === 'startup');

/**
 * A check registered while health runs does not count until it has a result: it must not take a running service out. A check
 * that startup expects is not late: startup waits for it.
 */
export const isLate = ({ phase, started }: Lifecycle, expected: readonly string[], name: string): boolean =>
  phase === 'running' && (started || !expected.includes(name));

/** Whether results get stale: only while the checks are run. */
export const ages = ({ phase }: Lifecycle): boolean => phase === 'running';

/** Whether results are kept for the next start: after `stop()`, closing connections must not fail liveness. */
export const holdsBack = ({ phase }: Lifecycle): boolean => phase === 'stopped';
