import type { Status } from '@probez/core';
import { CHECK_NAME, CHECK_STATE, STATES } from '../attributes.ts';
import type { Metric } from './metric.ts';

/**
 * How often a check entered a state. Observed, so that every series begins with a 0: the first failure of a series that is
 * born with a 1 is no increase in Prometheus's eyes.
 * @see https://prometheus.io/docs/practices/instrumentation/#avoid-missing-metrics
 */
export const checkTransitions: Metric = ({ health, meter, attributes, names }) => {
  const instrument = meter.createObservableCounter('health_check.transitions', {
    description: 'How often the check has entered this state.',
    unit: '{transition}',
  });
  const counts = new Map<string, Map<Status, number>>();
  const unsubscribe = health.subscribe((event) => {
    if (event.type !== 'check') return;
    const name = names.of(event.name);
    const byState = counts.get(name) ?? new Map<Status, number>();
    counts.set(name, byState.set(event.to, (byState.get(event.to) ?? 0) + 1));
  });
  const observe: Parameters<typeof instrument.addCallback>[0] = (result) => {
    for (const { name } of health.snapshot().checks) names.of(name);
    for (const name of names.known) {
      for (const state of STATES) {
        const value = counts.get(name)?.get(state) ?? 0;
        result.observe(value, { ...attributes, [CHECK_NAME]: name, [CHECK_STATE]: state });
      }
    }
  };
  instrument.addCallback(observe);
  return () => {
    instrument.removeCallback(observe);
    unsubscribe();
  };
};
