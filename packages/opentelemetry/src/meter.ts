import { createNoopMeter, diag, type Meter, type MeterProvider, metrics } from '@opentelemetry/api';

/** The name of our instrumentation scope. */
export const SCOPE = '@probez/opentelemetry';

/** A meter of the given provider or of the global one. Without an SDK it is one that does nothing. */
export function meterOf(provider: MeterProvider = metrics.getMeterProvider()): Meter {
  const meter = provider.getMeter(SCOPE);
  if (Object.getPrototypeOf(meter) === Object.getPrototypeOf(createNoopMeter())) {
    // Unlike tracers, meters have no proxy: https://github.com/open-telemetry/opentelemetry-js/issues/3622
    diag.warn(
      `${SCOPE}: no MeterProvider is registered, so health metrics are lost. Start the OpenTelemetry SDK before you call instrumentHealth(), or pass a meterProvider.`,
    );
  }
  return meter;
}
