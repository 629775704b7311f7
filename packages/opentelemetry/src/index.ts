export { type IgnorableRequest, ignoreProbes, type ProbeMatcher, type ProbePaths } from './ignore-probes.ts';
export { instrumentHealth } from './instrument-health.ts';
export { type InstrumentShutdownOptions, instrumentShutdown } from './instrument-shutdown.ts';
export type { MeasurableShutdown } from './metrics/metric.ts';
export type { InstrumentOptions } from './options.ts';
