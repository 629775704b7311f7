import { SHUTDOWN_PHASE } from '../attributes.ts';
import type { ShutdownMetric } from './metric.ts';

/**
 * In seconds. A drain takes the delay (5 by default) and the time of the requests in flight; Kubernetes allows 30 in all by
 * default.
 */
const BOUNDARIES = [0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 60, 120, 300];

/** How long the phases of the shutdown take. */
export const shutdownDuration: ShutdownMetric = ({ shutdown, meter, attributes }) => {
  const histogram = meter.createHistogram('health_shutdown.duration', {
    description: 'How long a phase of the shutdown took.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  return shutdown.subscribe(({ type, from, durationMs }) => {
    // What ended with the first phase is the service's life, not a phase of its going.
    if (type !== 'phase' || from === undefined || from === 'running') return;
    histogram.record(durationMs / 1000, { ...attributes, [SHUTDOWN_PHASE]: from });
  });
};
