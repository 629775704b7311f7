import { ProbezError } from '@probez/core';
import { quote } from '@probez/core/internal';
import type { ShutdownClock } from './timers.ts';
import type { HookContext } from './types.ts';

/** A hook with its defaults. */
export interface Hook {
  readonly name: string;
  readonly timeoutMs: number;
  run(context: HookContext): unknown;
}

/** How a hook ended. */
export interface HookResult {
  readonly name: string;
  readonly outcome: 'done' | 'failed' | 'timeout';
  readonly durationMs: number;
  /** What it threw. */
  readonly error?: unknown;
}

/** What hooks run with, and who hears of it. */
interface HookRun {
  readonly reason: string;
  readonly clock: ShutdownClock;
  onResult(result: HookResult, hook: Hook): void;
}

/** Runs hooks one after the other; each ends at its own timeout at the latest, and none can stop the next. */
export async function runHooks(hooks: readonly Hook[], { reason, clock, onResult }: HookRun): Promise<boolean> {
  let clean = true;
  for (const hook of hooks) {
    const result = await runHook(hook, reason, clock);
    if (result.outcome !== 'done') clean = false;
    onResult(result, hook);
  }
  return clean;
}

async function runHook(hook: Hook, reason: string, clock: ShutdownClock): Promise<HookResult> {
  const { name, timeoutMs } = hook;
  const controller = new AbortController();
  const startedAt = clock.now();
  let cancel = (): void => {};
  const timeout = new Promise<'timeout'>((resolve) => {
    cancel = clock.setTimer(timeoutMs, () => {
      resolve('timeout');
      controller.abort(new ProbezError('SHUTDOWN', `the hook ${quote(name)} has not settled within ${timeoutMs} ms`));
    });
  });
  const context: HookContext = { signal: controller.signal, reason };
  try {
    const outcome = await Promise.race([timeout, settle(hook, context)]);
    return { name, outcome, durationMs: clock.now() - startedAt };
  } catch (error) {
    return { name, outcome: 'failed', error, durationMs: clock.now() - startedAt };
  } finally {
    cancel();
  }
}

/** A synchronous throw becomes a rejection. */
async function settle(hook: Hook, context: HookContext): Promise<'done'> {
  await hook.run(context);
  return 'done';
}
