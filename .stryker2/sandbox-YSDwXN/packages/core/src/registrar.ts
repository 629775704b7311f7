// @ts-nocheck
import type { Clock } from './clock.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { Observation } from './policy.ts';
import type { Scheduler } from './scheduler.ts';
import type { Check, CheckState, PollPolicy, ProbeName, RunEvent, RunWrapper } from './types.ts';

export interface RegistrarOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  readonly expected: readonly string[];
  readonly defaults: PollPolicy | undefined;
  readonly wrap: RunWrapper;
  readonly onRun: (event: RunEvent) => void;
}

/** What a check, polled or pushed, needs to come into being. */
export interface Registrar extends RegistrarOptions {
  /** As it is before anything was heard of it. */
  newState(check: Check, probes: readonly ProbeName[]): CheckState;
  /** A result has come. */
  observe(entry: Entry, observation: Observation): void;
}
