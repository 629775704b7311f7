import { describe, expect, it } from 'vitest';
import { type Observation, type ObservedState, observePod, readPodCase } from '../../src/simulation/observe.ts';
import { recordings } from '../recorded.ts';
import { comparePods } from './compare-pods.ts';

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

/** In the others a node's own chance shows: an attempt more or less while a process boots, two states that a watch showed as one, a back-off's end. */
const varied = new Set(
  `active-deadline container-never-in-always delete-in-init exits-0-always grpc-to-http1 hooks-and-probe-grace https-to-http life-45
  mix-thresholds named-port-missing onfailure-liveness poststart-fails-second prestop-http-hangs restart-all restart-rules
  sidecar-startup-fails`.split(/\s+/),
);

describe('Pods observed on a real node', () => {
  it.each(recordings('pods'))('%s', (_name, recorded) => {
    expect(comparePods(recorded as unknown as Observation, observePod(readPodCase(recorded)))).toEqual([]);
  });

  /** Those in which nothing was left to chance: every state and every count is the same, and durations are to within 1 s. */
  it.each(recordings('pods').filter(([name]) => !varied.has(name)))('%s, exactly', (_name, recorded) => {
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
