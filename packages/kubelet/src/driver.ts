import type { Clock } from './clock.ts';
import { driveMachine } from './drive-machine.ts';
import { createPodState } from './machine/create.ts';
import type { Effect, Input } from './machine/messages.ts';
import type { KubeletRecord } from './machine/records.ts';
import type { PodState } from './machine/state.ts';
import { nextAt, stepPod } from './machine/step.ts';
import type { KubeletTiming } from './machine/timing.ts';
import type { Pod } from './manifest/types.ts';

/** A request of a Pod to its world, such as to start a process. */
export type Request = Exclude<Effect, { kind: 'record' }>;

/** What a Pod's containers are: real processes, or simulated ones. */
export interface World {
  /** Carries out a request; the answers go to `respond`, now or later. */
  perform(request: Request, respond: (input: Input) => void): void;
}

/** Options of `drivePod`. */
export interface DriverOptions {
  /** A validated Pod: {@link parsePod}. It is added now. */
  readonly pod: Pod;
  /**
   * The delays of the kubelet and its node, which no manifest sets.
   * @default nodeTiming
   */
  readonly timing?: KubeletTiming | undefined;
  /** Real time, or virtual. */
  readonly clock: Clock;
  /** Its containers: real processes, or simulated ones. */
  readonly world: World;
  /** Called with everything that happens, in order. */
  readonly onRecord: (record: KubeletRecord) => void;
}

/** A running Pod: its state, and how to send it inputs. */
export interface Driver {
  /** The current state; {@link podStatus} and {@link podView} read it. */
  state(): PodState;
  /** Sends the Pod an input, such as a deletion. */
  send(input: Input): void;
  /** Stops the Pod's time for good. */
  close(): void;
}

/**
 * Runs a Pod: steps it when time has passed or the world has answered, and passes its requests to the world.
 * @param options the Pod, its clock and its world
 * @throws only what the world throws
 */
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
