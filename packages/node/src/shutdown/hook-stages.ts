import { type Hook, type HookResult, runHooks } from './hooks.ts';
import type { ShutdownLog } from './shutdown-log.ts';
import type { ShutdownClock } from './timers.ts';
import type { HookStage, ShutdownEvent } from './types.ts';

interface StagesOptions {
  /** The hooks of the last stage: the ones that matter if somebody else ends the process. */
  readonly last: readonly Hook[];
  readonly clock: ShutdownClock;
  readonly log: ShutdownLog;
  emit(event: ShutdownEvent): void;
  reason(): string;
  /** What settles then is nobody's business any more. */
  isOver(): boolean;
}

export interface Stages {
  /** Runs the hooks of a stage; resolves with whether all went well. */
  run(stage: HookStage, hooks: readonly Hook[]): Promise<boolean>;
  /** The names of those of the last stage that have not been started. */
  left(): string[];
  /** Starts them: what they do at once is done, and there is no later. */
  startRest(): void;
}

/** The hooks of all stages: run, logged and told of. */
export function createStages({ last, clock, log, emit, reason, isOver }: StagesOptions): Stages {
  const left = new Set(last);
  return {
    run(stage, hooks) {
      const onResult = (result: HookResult): void => {
        if (isOver()) return;
        log.hook(stage, result);
        const { name, outcome, durationMs } = result;
        emit({ type: 'hook', stage, name, outcome, durationMs, time: clock.time() });
      };
      return runHooks(hooks, { reason: reason(), clock, onStart: (hook) => left.delete(hook), onResult });
    },
    left: () => Array.from(left, ({ name }) => name),
    startRest() {
      const context = { signal: AbortSignal.abort(), reason: reason() };
      for (const hook of left) void log.guard(() => hook.run(context));
    },
  };
}
