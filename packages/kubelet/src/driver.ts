import type { Clock } from './clock.ts';
import type { Effect, Input } from './machine/messages.ts';
import type { PodMachine } from './machine/pod-machine.ts';
import type { KubeletRecord } from './machine/records.ts';

/** What the machine asks of the world. */
export type Request = Exclude<Effect, { kind: 'record' }>;

/** Where a Pod's containers live: real processes, or an imitation. */
export interface World {
  /** Does what is asked; the answers go to `respond`, now or later. */
  perform(request: Request, respond: (input: Input) => void): void;
}

export interface DriverOptions {
  readonly machine: PodMachine;
  readonly clock: Clock;
  readonly world: World;
  readonly onRecord: (record: KubeletRecord) => void;
}

export interface Driver {
  /** Tells the machine something, such as a deletion. */
  send(input: Input): void;
  /** Stops calling the machine. */
  close(): void;
}

/** Connects a machine to a clock and a world. */
export function drivePod({ machine, clock, world, onRecord }: DriverOptions): Driver {
  const inputs: Input[] = [];
  let draining = false;
  let closed = false;
  let armedAt: number | undefined;
  let disarm = () => {};

  function apply(effects: readonly Effect[]) {
    for (const effect of effects) {
      if (effect.kind === 'record') onRecord(effect.record);
      else world.perform(effect, send);
    }
  }

  // Answers wait until the effects that are being carried out are all done: order is part of the behaviour.
  function drain() {
    if (draining || closed) return;
    draining = true;
    apply(machine.advance(clock.now()));
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift())
      apply(machine.handle(input, clock.now()));
    draining = false;
    arm();
  }

  function arm() {
    const next = machine.nextAt();
    if (next === armedAt) return;
    disarm();
    armedAt = next;
    if (next === undefined) return;
    disarm = clock.at(next, () => {
      armedAt = undefined;
      drain();
    });
  }

  function send(input: Input) {
    inputs.push(input);
    drain();
  }

  drain();
  return {
    send,
    close() {
      closed = true;
      disarm();
    },
  };
}
