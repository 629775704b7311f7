import { type Attributes, type MeterProvider, metrics } from '@opentelemetry/api';
import { hasMethods, knownKeys, refuse } from '@probez/core/internal';
import { meterOf } from './meter.ts';
import { SHUTDOWN_METRICS } from './metrics/list.ts';
import type { MeasurableShutdown } from './metrics/metric.ts';
import { attributesOf, provider } from './options.ts';

/** Options of `instrumentShutdown`. */
export interface InstrumentShutdownOptions {
  /**
   * The provider that the metrics are reported to.
   * @default the global one
   */
  readonly meterProvider?: MeterProvider | undefined;
  /**
   * Attributes to add to every measurement.
   * @default {}
   */
  readonly attributes?: Attributes | undefined;
}

/**
 * Reports the metrics of a graceful shutdown: its phase, and how long each phase took. The process exits right after the last
 * phase, so flush in `onClose`: `onClose: () => meterProvider.shutdown()`. Returns a function that ends it.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function instrumentShutdown(shutdown: MeasurableShutdown, options: InstrumentShutdownOptions = {}): () => void {
  if (!hasMethods(shutdown, ['subscribe']) || typeof shutdown.phase !== 'string')
    refuse('shutdown', shutdown, 'the shutdown that gracefulShutdown() returned');
  knownKeys('instrumentShutdown', options, ['meterProvider', 'attributes']);
  const { meterProvider = metrics.getMeterProvider() } = options;
  provider('meterProvider', meterProvider, 'getMeter');
  const source = { shutdown, meter: meterOf(meterProvider), attributes: attributesOf(options.attributes) };
  const ends = SHUTDOWN_METRICS.map((measure) => measure(source));
  return () => {
    for (const end of ends.splice(0)) end();
  };
}
