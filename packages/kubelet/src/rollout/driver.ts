import type { Clock } from '../clock.ts';
import { type Driven, driveMachine } from '../drive-machine.ts';
import type { World } from '../driver.ts';
import type { KubeletRecord } from '../machine/records.ts';
import type { RolloutEffect, RolloutInput, RolloutRecord } from './messages.ts';
import { createRolloutState, type RolloutState, type RolloutStateOptions } from './state.ts';
import { nextAt, stepRollout } from './step.ts';

/** Options of `driveRollout`. */
export interface RolloutDriverOptions extends Omit<RolloutStateOptions, 'now'> {
  /** Real time, or virtual. */
  readonly clock: Clock;
  /** Makes the world of a Pod that has just been created. */
  readonly world: (pod: string, revision: number) => World;
  /** Called with everything that happens in the workload, in order. */
  readonly onRecord: (record: RolloutRecord) => void;
  /**
   * Called with everything that happens inside the Pods.
   * @default none
   */
  readonly onPodRecord?: ((pod: string, record: KubeletRecord) => void) | undefined;
}

/**
 * Runs a workload: its controllers, and each of its Pods in a world of its own.
 * @throws only what a world throws
 */
export function driveRollout(options: RolloutDriverOptions): Driven<RolloutState, RolloutInput> {
  const { clock, world, onRecord, onPodRecord, ...rest } = options;
  const worlds = new Map<string, World>();

  function worldOf(pod: string): World {
    const found = worlds.get(pod) ?? world(pod, revisions.get(pod) ?? 1);
    worlds.set(pod, found);
    return found;
  }
  const revisions = new Map<string, number>();

  function tell(record: RolloutRecord) {
    if (record.kind === 'pod') revisions.set(record.pod, record.revision);
    // Another Pod may get its name.
    if (record.kind === 'gone') worlds.delete(record.pod);
    onRecord(record);
  }

  return driveMachine<RolloutState, RolloutInput, RolloutEffect>({
    state: createRolloutState({ ...rest, now: clock.now() }),
    time: { kind: 'time' },
    step: stepRollout,
    nextAt,
    clock,
    perform(effect, send) {
      if (effect.kind === 'record') return tell(effect.record);
      const { pod, effect: asked } = effect;
      if (asked.kind === 'record') onPodRecord?.(pod, asked.record);
      else worldOf(pod).perform(asked, (input) => send({ kind: 'pod', pod, input }));
    },
  });
}
