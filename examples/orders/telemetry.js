// Loaded before the app: node --import ./telemetry.js app.js
import { register } from 'node:module';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ignoreProbes } from '@probez/opentelemetry';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

const resource = resourceFromAttributes({ 'service.name': 'orders' });
const port = Number(process.env.METRICS_PORT ?? 9464);
const prometheus = new PrometheusExporter({ host: '127.0.0.1', port });
const meterProvider = new MeterProvider({ resource, readers: [prometheus] });
metrics.setGlobalMeterProvider(meterProvider);

// TRACES=console prints spans; in production this is an OTLP exporter.
const spanProcessors = process.env.TRACES === 'console' ? [new SimpleSpanProcessor(new ConsoleSpanExporter())] : [];
const tracerProvider = new NodeTracerProvider({ resource, spanProcessors });
tracerProvider.register();

const isProbe = ignoreProbes();
registerInstrumentations({
  instrumentations: [
    // The scrape is noise as well.
    new HttpInstrumentation({ ignoreIncomingRequestHook: (request) => isProbe(request) || request.url === '/metrics' }),
    new ExpressInstrumentation(),
  ],
});

/** Sends what has been measured; the last thing a service does. */
export async function shutdownTelemetry() {
  await Promise.all([meterProvider.shutdown(), tracerProvider.shutdown()]);
}
