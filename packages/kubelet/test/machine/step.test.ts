import { expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock.ts';
import type { World } from '../../src/driver.ts';
import { createPodState } from '../../src/machine/create.ts';
import type { Effect, Input } from '../../src/machine/messages.ts';
import type { PodState } from '../../src/machine/state.ts';
import { nextAt, stepPod } from '../../src/machine/step.ts';
import { createPrograms, plainEnv } from '../../src/simulation/apps.ts';
import { createAssumptions } from '../../src/simulation/assumptions.ts';
import { readPodCase } from '../../src/simulation/observe.ts';
import { createSimulatedWorld } from '../../src/simulation/world.ts';
import { recordings } from '../recorded.ts';

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const one of Object.values(value)) freeze(one);
  }
  return value;
}

/** Drives a recorded Pod by hand, every state frozen, and calls back with each step. */
function drive(
  recorded: Record<string, unknown>,
  onStep: (before: PodState, input: Input, now: number, effects: readonly Effect[]) => void,
) {
  const { pod, seconds, deleteAfterSeconds } = readPodCase(recorded);
  const clock = createVirtualClock();
  const assumptions = createAssumptions();
  const world: World = createSimulatedWorld({
    clock,
    podIp: 'ip',
    program: createPrograms({ pod, apps: {}, clock, assumptions }),
    env: plainEnv,
    assumptions,
  });
  let state = freeze(createPodState({ pod, now: 0 }));
  const inputs: Input[] = [];
  const take = (input: Input) => {
    const { state: after, effects } = stepPod(state, input, clock.now());
    onStep(state, input, clock.now(), effects);
    state = freeze(after);
    for (const effect of effects) if (effect.kind !== 'record') world.perform(effect, (answer) => inputs.push(answer));
  };
  if (deleteAfterSeconds !== undefined) clock.at(deleteAfterSeconds * 1000, () => inputs.push({ kind: 'delete' }));
  for (let now = 0; now <= seconds * 1000; now = Math.min(nextAt(state) ?? Infinity, clock.nextAt() ?? Infinity)) {
    clock.advanceTo(now);
    take({ kind: 'time' });
    for (let input = inputs.shift(); input !== undefined; input = inputs.shift()) take(input);
    if (nextAt(state) === undefined && clock.nextAt() === undefined) break;
  }
}

it.each(recordings('pods'))(
  '%s: a step changes nothing it is given, and a stored state goes on as the one in memory',
  (_name, recorded) => {
    let steps = 0;
    drive(recorded, (before, input, now, effects) => {
      steps++;
      const stored: PodState = JSON.parse(JSON.stringify(before));
      expect(JSON.stringify(stepPod(stored, input, now).effects)).toBe(JSON.stringify(effects));
    });
    expect(steps).toBeGreaterThan(3);
  },
);
