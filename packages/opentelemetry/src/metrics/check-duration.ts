import { CHECK_NAME, ERROR_TYPE } from '../attributes.ts';
import type { Metric } from './metric.ts';

/**
 * In seconds. From the ping on the same host to the longest timeouts people set; 2 is an edge because it is the default
 * timeout: what is above it has not answered.
 */
const BOUNDARIES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** How long the runs of polled checks take. Recorded when a run ends, never at collection. */
export const checkDuration: Metric = ({ health, meter, attributes, names }) => {
  const histogram = meter.createHistogram('health_check.duration', {
    description: 'How long a run of the check took. A run that timed out counts with its timeout.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  return health.subscribeRuns(({ name, outcome, durationMs }) => {
    const failed = outcome === 'fail' || outcome === 'timeout';
    histogram.record(durationMs / 1000, {
      ...attributes,
      [CHECK_NAME]: names.of(name),
      ...(failed ? { [ERROR_TYPE]: outcome } : {}),
    });
  });
};
