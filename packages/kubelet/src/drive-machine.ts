import type { Clock } from './clock.ts';

/** A pure step and what surrounds it. */
export interface MachineOptions<S, I, E> {
  readonly state: S;
  /** The input that says that time has passed. */
  readonly time: I;
  readonly step: (state: S, input: I, now: number) => { readonly state: S; readonly effects: readonly E[] };
  /** When the machine wants to hear of the time next. */
  readonly nextAt: (state: S) => number | undefined;
  readonly clock: Clock;
  /** Does what a step asks for; answers go to `send`, now or later. */
  readonly perform: (effect: E, send: (input: I) => void) => void;
}

/** A machine that is driven. */
export interface Driven<S, I> {
  state(): S;
  /** Tells the machine something. */
  send(input: I): void;
  /** Time stands still for it from now on. */
  close(): void;
}

/** Steps a machine when time has passed or somebody has told it something, and has done what it asks. */
export function driveMachine<S, I, E>(options: MachineOptions<S, I, E>): Driven<S, I> {
  const { time, step, nextAt, clock, perform } = options;
  const inputs: I[] = [];
  let { state } = options;
  let draining = false;
  let closed = false;
  let armedAt: number | undefined;
  let disarm = () => {};

  function take(input: I) {
    const stepped = step(state, input, clock.now());
    state = stepped.state;
    for (const effect of stepped.effects) perform(effect, send);
  }

  // Answers wait until the effects that are being carried out are all done: order is part of the behaviour.
  function drain() {
    if (draining || closed) return;
    draining = true;
    take(time);
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) take(input);
    draining = false;
    arm();
  }

  function arm() {
    const next = nextAt(state);
    if (next === armedAt) return;
    disarm();
    armedAt = next;
    if (next === undefined) return;
    disarm = clock.at(next, () => {
      armedAt = undefined;
      drain();
    });
  }

  function send(input: I) {
    inputs.push(input);
    drain();
  }

  drain();
  return {
    state: () => state,
    send,
    close() {
      closed = true;
      disarm();
    },
  };
}
