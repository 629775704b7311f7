import { createBroadcast } from './manual.ts';
import { BASE_KEYS, validateBase, validateName } from './options.ts';
import { quote } from './quote.ts';
import type { CheckBase, PushedCheck } from './types.ts';
import { knownKeys, milliseconds } from './validate.ts';

/** Options of `heartbeatCheck`: those of every check, and how long silence may last. */
export interface HeartbeatCheckOptions extends CheckBase {
  /** The check fails after this many milliseconds without a beat, counted from the last one or from `start()`. Required. */
  readonly staleAfterMs: number;
}

/** A check that passes as long as the app keeps beating. */
export interface HeartbeatCheck extends PushedCheck {
  /** Tells that the loop is alive. Cheap: call it once per round. */
  beat(): void;
}

const ALLOWED = "an object, such as { name: 'orders-consumer', staleAfterMs: 60_000 }";

/**
 * For loops that no request reaches: queue consumers, cron workers. Fails when no beat has come for `staleAfterMs`.
 * @throws `ProbezError` with `INVALID_CHECK` or `INVALID_OPTION` if the name or an option is wrong
 */
export function heartbeatCheck(options: HeartbeatCheckOptions): HeartbeatCheck {
  knownKeys('heartbeatCheck', options, ['name', 'staleAfterMs', ...BASE_KEYS], ALLOWED);
  const { name } = options;
  validateName(name);
  validateBase(name, options);
  // Without it the check would pass forever, whatever becomes of the loop.
  milliseconds(`staleAfterMs of check ${quote(name)}`, options.staleAfterMs);
  const { attach, publish } = createBroadcast(true);
  return { ...options, staleStatus: 'fail', attach, beat: () => publish(true) };
}
