import { hasMethods, quote } from '@probez/core/internal';
import { type Hook, runHooks } from './hooks.ts';
import type { ShutdownLog } from './shutdown-log.ts';
import type { ShutdownClock } from './timers.ts';
import type { HookStage, ShutdownEvent } from './types.ts';

/** How long a health may take to stop: that of `createHealth` is done at once. The app's hooks need the rest of the time. */
const OWN_MS = 1_000;

interface StagesOptions {
  /** The hooks of the last stage: the ones that matter if somebody else ends the process. */
  readonly last: readonly Hook[];
  readonly clock: ShutdownClock;
  readonly log: ShutdownLog;
  emit(event: ShutdownEvent): void;
  reason(): string;
  /** What settles then is nobody's business any more. */
  isOver(): boolean;
  /** Something that is no hook failed, or its time was up. */
  onFault(): void;
}

export interface Stages {
  /** Runs the hooks of a stage; resolves with whether all went well. */
  run(stage: HookStage, hooks: readonly Hook[]): Promise<boolean>;
  /** Runs what is no hook, and may fail or hang like one: once, however often it is called. A line tells of it only if it does. */
  own(name: string, run: () => unknown): Promise<void>;
  /** What has begun and has not ended: `onClose hook "database"`. */
  running(): string[];
  /** Somebody waits for the end: a hook that does waits for itself. */
  asked(): void;
  /** The names of those of the last stage that have not been started. */
  left(): string[];
  /** Starts them: what they do at once is done, and there is no later. Whether nothing is left to do. */
  startRest(): boolean;
}

interface Running {
  readonly title: string;
  /** Somebody began to wait for the end while it ran. */
  asked: boolean;
}

/** The hooks of all stages: run, logged and told of. */
export function createStages({ last, clock, log, emit, reason, isOver, onFault }: StagesOptions): Stages {
  const left = new Set(last);
  const running = new Map<Hook, Running>();
  const owns = new Map<string, Promise<void>>();

  /** From its call to its end, which comes at once where there is nothing to wait for. */
  function followed(hook: Hook, title: string): Hook {
    const same: Hook = {
      ...hook,
      run(context) {
        left.delete(hook);
        running.set(same, { title, asked: false });
        let returned: unknown;
        try {
          returned = hook.run(context);
        } finally {
          if (!isThenable(returned)) running.delete(same);
        }
        return returned;
      },
    };
    return same;
  }

  function ended(hook: Hook): boolean {
    const asked = running.get(hook)?.asked === true;
    running.delete(hook);
    return asked;
  }

  async function runOwn(hook: Hook): Promise<void> {
    await runHooks([followed(hook, hook.name)], {
      reason: reason(),
      clock,
      onResult(result, same) {
        ended(same);
        if (isOver() || result.outcome === 'done') return;
        log.own(result);
        onFault();
      },
    });
  }

  /** What it does at once: whether that is all. */
  function start(hook: Hook): boolean {
    try {
      return !isThenable(hook.run({ signal: AbortSignal.abort(), reason: reason() }));
    } catch (error) {
      log.hook('onClose', { name: hook.name, outcome: 'failed', durationMs: 0, error }, false);
      return false;
    }
  }

  return {
    run: (stage, hooks) =>
      runHooks(
        hooks.map((hook) => followed(hook, `${stage} hook ${quote(hook.name)}`)),
        {
          reason: reason(),
          clock,
          onResult(result, hook) {
            const asked = ended(hook);
            if (isOver()) return;
            log.hook(stage, result, asked);
            const { name, outcome, durationMs } = result;
            emit({ type: 'hook', stage, name, outcome, durationMs, time: clock.time() });
          },
        },
      ),
    own(name, run) {
      const known = owns.get(name) ?? runOwn({ name, run, timeoutMs: OWN_MS });
      owns.set(name, known);
      return known;
    },
    running: () => Array.from(running.values(), ({ title }) => title),
    asked() {
      for (const one of running.values()) one.asked = true;
    },
    left: () => Array.from(left, ({ name }) => name),
    // Every one of them, also behind one that is not done.
    startRest: () => [...left].map(start).every((done) => done),
  };
}

const isThenable = (value: unknown): boolean => hasMethods(value, ['then']);
