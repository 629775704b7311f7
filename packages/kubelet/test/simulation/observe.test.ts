import { describe, expect, it } from 'vitest';
import { type Observation, type ObservedState, observePod, readPodCase } from '../../src/simulation/observe.ts';
import { recordings } from '../recorded.ts';

const withoutTime = ({ t: _t, ...rest }: ObservedState) => rest;
const plainMessage = (message: string) => message.replace(/exec "[0-9a-f]+"/, 'exec "ID"');

/** A state that began while the Pod was being created, or that a restart back-off of random length ended, says nothing about durations. */
function durations(states: readonly ObservedState[]): number[] {
  return states.flatMap((state, index) => {
    const before = states[index - 1];
    if (before === undefined || index < 3) return [];
    return JSON.stringify([before, state]).includes('CrashLoopBackOff') ? [] : [state.t - before.t];
  });
}

describe('Pods observed on a real node', () => {
  it.each(recordings('pods'))('%s', (_name, recorded) => {
    const expected = recorded as unknown as Observation;
    const actual = observePod(readPodCase(recorded));
    expect(actual.pod.map(withoutTime)).toEqual(expected.pod.map(withoutTime));
    expect(actual.events.map(({ s: _s, message, ...rest }) => ({ ...rest, message: plainMessage(message) }))).toEqual(
      expected.events.map(({ s: _s, ...rest }) => rest),
    );
    const times = durations(actual.pod);
    durations(expected.pod).forEach((duration, index) => {
      expect(Math.abs((times[index] ?? 0) - duration)).toBeLessThanOrEqual(1);
    });
    actual.events.forEach((event, index) => {
      if (event.reason !== 'BackOff')
        expect(Math.abs(event.s - (expected.events[index]?.s ?? 0))).toBeLessThanOrEqual(2);
    });
  });
});
