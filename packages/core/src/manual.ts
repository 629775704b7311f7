import { BASE_KEYS, validateBase, validateName } from './options.ts';
import { quote } from './quote.ts';
import type { CheckBase, CheckOutcome, CheckResult, Push, PushedCheck } from './types.ts';
import { knownKeys, refuse } from './validate.ts';

/** Options of `manualCheck`: those of every check, and the status to begin with. */
export interface ManualCheckOptions extends CheckBase {
  /**
   * The status until the app sets another. `'fail'` makes a warm-up gate: not ready until the app calls `pass()`.
   * @default 'pass'
   */
  readonly initial?: CheckResult['status'] | undefined;
}

/** A check that the app sets by hand. */
export interface ManualCheck extends PushedCheck {
  /** The check passes from now on. */
  pass(): void;
  /** The check warns from now on: shown with its reason, without failing a probe. */
  warn(reason?: string): void;
  /** The check fails from now on, with this reason. */
  fail(reason?: string): void;
}

/**
 * A check that the app sets by hand: warm-up gates, maintenance mode, a switch for a demonstration.
 * @throws `ProbezError` with `INVALID_CHECK` or `INVALID_OPTION` if the name or an option is wrong
 */
export function manualCheck(options: ManualCheckOptions): ManualCheck {
  knownKeys('manualCheck', options, ['name', 'initial', ...BASE_KEYS], "an object, such as { name: 'warm-up' }");
  const { initial = 'pass', ...base } = options;
  const { name } = base;
  validateName(name);
  validateBase(name, base);
  if (initial !== 'pass' && initial !== 'warn' && initial !== 'fail')
    refuse(`initial of check ${quote(name)}`, initial, '"pass", "warn" or "fail"');
  const { attach, publish } = createBroadcast({ status: initial });
  const say = (status: CheckResult['status'], reason?: string): void =>
    publish(reason === undefined ? { status } : { status, reason });
  return {
    ...base,
    attach,
    pass: () => say('pass'),
    warn: (reason) => say('warn', reason),
    fail: (reason) => say('fail', reason),
  };
}

/** A value that reaches everyone attached, and those who come later: one check may serve two healths. */
export function createBroadcast(initial: CheckOutcome): {
  attach(push: Push): () => void;
  publish(result: CheckOutcome): void;
} {
  const attached = new Set<Push>();
  let latest = initial;
  return {
    attach(push) {
      attached.add(push);
      push(latest);
      return () => void attached.delete(push);
    },
    publish(result) {
      latest = result;
      for (const push of attached) push(result);
    },
  };
}
