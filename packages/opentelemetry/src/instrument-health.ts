import { diag, type MeterProvider, metrics, trace } from '@opentelemetry/api';
import type { Health } from '@probez/core';
import { hasMethods, refuse } from '@probez/core/internal';
import { meterOf, SCOPE } from './meter.ts';
import { METRICS } from './metrics/list.ts';
import { createNames } from './names.ts';
import { type InstrumentOptions, settingsOf } from './options.ts';
import { traceRuns } from './tracing.ts';

/** Which health is measured for which provider: measured twice, every run would count twice. */
const instrumented = new WeakMap<Health, Set<MeterProvider>>();

/**
 * Reports the metrics of a health, and keeps what its checks do out of the traces. It runs no check and starts nothing; without an
 * OpenTelemetry SDK it does nothing. Returns a function that ends it.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong
 */
export function instrumentHealth(health: Health, options: InstrumentOptions = {}): () => void {
  if (!hasMethods(health, ['snapshot', 'subscribeRuns']))
    refuse('health', health, 'the health that createHealth() returned');
  const { spans, childSpans, attributes, maxChecks } = settingsOf(options);
  const { meterProvider = metrics.getMeterProvider(), tracerProvider = trace.getTracerProvider() } = options;

  const providers = instrumented.get(health) ?? new Set();
  if (providers.has(meterProvider)) {
    diag.warn(`${SCOPE}: this health is already instrumented; this second instrumentHealth() call does nothing`);
    return () => {};
  }
  instrumented.set(health, providers.add(meterProvider));

  const source = { health, meter: meterOf(meterProvider), attributes, names: createNames(maxChecks) };
  const ends = METRICS.map((measure) => measure(source));
  ends.push(traceRuns({ health, tracer: tracerProvider.getTracer(SCOPE), attributes, spans, childSpans }));
  return () => {
    providers.delete(meterProvider);
    for (const end of ends.splice(0)) end();
  };
}
