import type { Clock } from './clock.ts';
import { driveMachine } from './drive-machine.ts';
import { createPodState } from './machine/create.ts';
import type { Effect, Input } from './machine/messages.ts';
import type { KubeletRecord } from './machine/records.ts';
import type { PodState } from './machine/state.ts';
import { nextAt, stepPod } from './machine/step.ts';
import type { KubeletTiming } from './machine/timing.ts';
import type { Pod } from './manifest/types.ts';

/** What a Pod asks of the world. */
export type Request = Exclude<Effect, { kind: 'record' }>;

/** Where a Pod's containers live: real processes, or an imitation. */
export interface World {
  /** Does what is asked; the answers go to `respond`, now or later. */
  perform(request: Request, respond: (input: Input) => void): void;
}

/** Options of `drivePod`. */
export interface DriverOptions {
  /** A validated Pod: {@link parsePod}. It is added now. */
  readonly pod: Pod;
  /**
   * How long things take that no manifest names.
   * @default nodeTiming
   */
  readonly timing?: KubeletTiming | undefined;
  /** Real time, or virtual. */
  readonly clock: Clock;
  /** Where its containers live. */
  readonly world: World;
  /** Hears of everything that happens, in order. */
  readonly onRecord: (record: KubeletRecord) => void;
}

/** A Pod that is driven: what happens to it, and what can be asked of it. */
export interface Driver {
  /** The Pod as it stands: {@link podStatus} and {@link podView} read it. */
  state(): PodState;
  /** Tells the Pod something, such as a deletion. */
  send(input: Input): void;
  /** Time stands still for the Pod from now on. */
  close(): void;
}

/** Runs a Pod: steps it when time has passed or the world has answered, and has done what it asks. Throws nothing of its own: what the world throws goes through. */
export function drivePod({ pod, timing, clock, world, onRecord }: DriverOptions): Driver {
  return driveMachine<PodState, Input, Effect>({
    state: createPodState({ pod, now: clock.now(), timing }),
    time: { kind: 'time' },
    step: stepPod,
    nextAt: (state) => (state.gone && state.end === 'terminated' ? undefined : nextAt(state)),
    clock,
    perform(effect, send) {
      if (effect.kind === 'record') onRecord(effect.record);
      else world.perform(effect, send);
    },
  });
}
