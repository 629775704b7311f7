import { createBroadcast } from './manual.ts';
import { BASE_KEYS, validateBase, validateName } from './options.ts';
import type { CheckBase, PushedCheck } from './types.ts';
import { knownKeys, milliseconds, quote } from './validate.ts';

/** Options of `heartbeatCheck`: those of every check, and how long silence may last. */
export interface HeartbeatCheckOptions extends Omit<CheckBase, 'name'> {
  /** Milliseconds without a beat, or since `start()`, after which the check fails. */
  readonly staleAfterMs: number;
}

/** A check that passes as long as the app keeps beating. */
export interface HeartbeatCheck extends PushedCheck {
  /** Says that the loop is alive. Cheap: call it once per round. */
  beat(): void;
}

/** For loops that no request reaches: queue consumers, cron workers. Fails when no beat has come for `staleAfterMs`. */
export function heartbeatCheck(name: string, options: HeartbeatCheckOptions): HeartbeatCheck {
  validateName(name);
  knownKeys('heartbeatCheck', options, ['staleAfterMs', ...BASE_KEYS]);
  validateBase(name, options);
  // Without it the check would pass for ever, whatever becomes of the loop.
  milliseconds(`staleAfterMs of check ${quote(name)}`, options.staleAfterMs);
  const { attach, publish } = createBroadcast(true);
  return { ...options, name, staleStatus: 'fail', attach, beat: () => publish(true) };
}
