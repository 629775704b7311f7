import type { ProbeName } from '@probez/core';
import { PROBE_NAME, PROBE_STATE, STATES } from '../attributes.ts';
import type { Metric } from './metric.ts';

const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];

/** What each probe would answer now: `pass` and `warn` are 200, `fail` and `unknown` are not. */
export const probeStatus: Metric = ({ health, meter, attributes }) => {
  const instrument = meter.createObservableUpDownCounter('health_probe.status', {
    description: 'Whether the probe is in this state: 1 for the current state, 0 for the others.',
    unit: '1',
  });
  const observe: Parameters<typeof instrument.addCallback>[0] = (result) => {
    for (const probe of PROBES) {
      const { status } = health.verdict(probe);
      for (const state of STATES) {
        result.observe(state === status ? 1 : 0, { ...attributes, [PROBE_NAME]: probe, [PROBE_STATE]: state });
      }
    }
  };
  instrument.addCallback(observe);
  return () => instrument.removeCallback(observe);
};
