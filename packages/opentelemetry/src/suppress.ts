import { type Context, createContextKey } from '@opentelemetry/api';

/**
 * The key by which every OpenTelemetry SDK for JavaScript knows a context in which nothing is traced. It belongs to
 * `@opentelemetry/core`; keys of the same description are equal, so we need not depend on that.
 * @see https://github.com/open-telemetry/opentelemetry-js/blob/main/packages/opentelemetry-core/src/trace/suppress-tracing.ts
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** A context in which no span is recorded or propagated. */
export const suppressTracing = (context: Context): Context => context.setValue(SUPPRESS_TRACING, true);
