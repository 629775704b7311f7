import type { Status } from '@probez/core';

/** The check's name, or {@link OTHER}. */
export const CHECK_NAME = 'health_check.name';
/** One of {@link STATES}. */
export const CHECK_STATE = 'health_check.state';
/** `liveness`, `readiness` or `startup`. */
export const PROBE_NAME = 'health_probe.name';
/** One of {@link STATES}. */
export const PROBE_STATE = 'health_probe.state';
/** One of the service's states. */
export const SERVICE_STATE = 'health_service.state';
/** A phase of the shutdown. */
export const SHUTDOWN_PHASE = 'health_shutdown.phase';
/**
 * Present on failures only: `timeout`, or `fail` for every other one.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/#error-type
 */
export const ERROR_TYPE = 'error.type';

/** OpenTelemetry's word for what a bounded set of values has no room for. */
export const OTHER = '_OTHER';

/** A status metric has a series for each of these, the current one being 1. */
export const STATES: readonly Status[] = ['pass', 'warn', 'fail', 'unknown'];
