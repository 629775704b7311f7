// Loaded before the app, so that it sees every request.
import { register } from 'node:module';
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ignoreProbes } from '@probez/opentelemetry';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

const resource = resourceFromAttributes({ 'service.name': 'orders' });
const { HOST = '0.0.0.0', METRICS_PORT = '9464' } = process.env;
const prometheus = new PrometheusExporter({ host: HOST, port: Number(METRICS_PORT) });
const meterProvider = new MeterProvider({ resource, readers: [prometheus] });
metrics.setGlobalMeterProvider(meterProvider);

// The collector's address comes from OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.
const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
const tracerProvider = new NodeTracerProvider({ resource, spanProcessors });
tracerProvider.register();

const isProbe = ignoreProbes();
const ignoreIncomingRequestHook = (request) => isProbe(request) || request.url === '/metrics';
registerInstrumentations({ instrumentations: [new HttpInstrumentation({ ignoreIncomingRequestHook })] });

/** Sends what there still is. */
export async function shutdownTelemetry() {
  await Promise.all([meterProvider.shutdown(), tracerProvider.shutdown()]);
}
