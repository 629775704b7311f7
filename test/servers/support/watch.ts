import { type CheckState, createHealth, type PolledCheck, type Status } from '@probez/core';
import { TIMING } from './timing.ts';

export interface Observed {
  readonly status: Status;
  readonly reason: string;
  /** Milliseconds from the moment of `mark()` to the change. */
  readonly ms: number;
}

/** A health with one check, and the time from a fault to the change that it brings. */
export interface Watch {
  readonly state: CheckState;
  /** Now something was done to the server. */
  mark(): void;
  /**
   * Resolves when the check has this status, and this reason: a run that a busy machine held up says "timed out" first. Rejects
   * where it says anything else.
   */
  until(status: Status, reason?: RegExp): Promise<Observed>;
  stop(): Promise<void>;
}

export async function watch(check: PolledCheck): Promise<Watch> {
  const health = createHealth({ logger: false, checks: [{ ...check, ...TIMING }] });
  let markedAt = performance.now();
  let changedAt = markedAt;
  health.subscribe((event) => {
    if (event.type === 'check') changedAt = performance.now();
  });
  await health.start();
  const state = (): CheckState => {
    const [only] = health.snapshot().checks;
    if (only === undefined) throw new Error('no check');
    return only;
  };
  return {
    get state() {
      return state();
    },
    mark() {
      markedAt = performance.now();
    },
    async until(status, reason = /(?:)/) {
      const deadline = performance.now() + 25_000;
      for (;;) {
        const { status: now, reason: said = '' } = state();
        if (now === status && reason.test(said)) break;
        if (now === status && !said.startsWith('timed out after')) throw new Error(`${now} (${said}), not ${reason}`);
        if (performance.now() > deadline) {
          throw new Error(`still ${now} (${said}), not ${status} ${reason}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return { status, reason: state().reason ?? '', ms: Math.max(0, Math.round(changedAt - markedAt)) };
    },
    stop: () => health.stop(),
  };
}
