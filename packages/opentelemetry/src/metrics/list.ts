import { checkDuration } from './check-duration.ts';
import { checkStatus } from './check-status.ts';
import { checkTransitions } from './check-transitions.ts';
import type { Metric, ShutdownMetric } from './metric.ts';
import { probeStatus } from './probe-status.ts';
import { serviceStatus } from './service-status.ts';
import { shutdownDuration } from './shutdown-duration.ts';
import { shutdownStatus } from './shutdown-status.ts';

/** Every metric of a health, one per file. */
export const METRICS: readonly Metric[] = [checkStatus, checkDuration, checkTransitions, probeStatus, serviceStatus];

/** Every metric of a shutdown, one per file. */
export const SHUTDOWN_METRICS: readonly ShutdownMetric[] = [shutdownStatus, shutdownDuration];
