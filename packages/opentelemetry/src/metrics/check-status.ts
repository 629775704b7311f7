import type { Snapshot, Status } from '@probez/core';
import { CHECK_NAME, CHECK_STATE, STATES } from '../attributes.ts';
import type { Metric } from './metric.ts';

/**
 * A series per check and state: 1 for the current state, 0 for the others. An up-down counter, not a gauge, because sums
 * over it mean something: how many checks, or replicas, are in a state.
 * @see https://opentelemetry.io/docs/specs/semconv/how-to-write-conventions/status-metrics/
 */
export const checkStatus: Metric = ({ health, meter, attributes, names }) => {
  const instrument = meter.createObservableUpDownCounter('health_check.status', {
    description: 'Whether the check is in this state: 1 for the current state, 0 for the others.',
    unit: '1',
  });
  const observe: Parameters<typeof instrument.addCallback>[0] = (result) => {
    const snapshot = health.snapshot();
    const counts = new Map<string, number>();
    for (const check of snapshot.checks) {
      const key = keyOf(names.of(check.name), currentStatus(snapshot, check));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // Every name ever seen: cumulative exporters would repeat the last state of a check that is gone forever.
    for (const name of names.known) {
      for (const state of STATES) {
        const value = counts.get(keyOf(name, state)) ?? 0;
        result.observe(value, { ...attributes, [CHECK_NAME]: name, [CHECK_STATE]: state });
      }
    }
  };
  instrument.addCallback(observe);
  return () => instrument.removeCallback(observe);
};

const keyOf = (name: string, state: Status): string => `${state} ${name}`;

/** The snapshot is as old as its last write: a blocked event loop expires nothing, and that is when it matters. */
function currentStatus({ phase, at }: Snapshot, check: Snapshot['checks'][number]): Status {
  return phase !== 'stopped' && at >= check.validUntil ? check.staleStatus : check.status;
}
