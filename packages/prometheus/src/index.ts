export { instrumentHealth, type PrometheusOptions } from './instrument-health.ts';
export { instrumentShutdown, type MeasurableShutdown, type ShutdownMetricsOptions } from './instrument-shutdown.ts';
