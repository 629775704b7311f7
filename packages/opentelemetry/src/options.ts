import type { Attributes, MeterProvider, TracerProvider } from '@opentelemetry/api';
import { flag, hasMethods, knownKeys, object, refuse, whole } from '@probez/core/internal';

/** Options of `instrumentHealth`. */
export interface InstrumentOptions {
  /**
   * The provider that the metrics are reported to.
   * @default the global one: start the SDK first, because OpenTelemetry does not tell of a later one
   */
  readonly meterProvider?: MeterProvider | undefined;
  /**
   * The provider that the spans are reported to, if `spans` is on.
   * @default the global one
   */
  readonly tracerProvider?: TracerProvider | undefined;
  /**
   * `true`: every run of a polled check is a span, in a trace of its own. One check every 10 s makes 8,640 spans a day per replica.
   * @default false
   */
  readonly spans?: boolean | undefined;
  /**
   * `true`: spans of drivers and HTTP clients inside a check's run are recorded, as children of its span or, if `spans` is off,
   * without a parent.
   * @default false: tracing is suppressed inside checks
   */
  readonly childSpans?: boolean | undefined;
  /**
   * Attributes to add to every measurement and span, for example to tell several healths of one process apart. Keep the values few
   * and constant.
   * @default {}
   */
  readonly attributes?: Attributes | undefined;
  /**
   * How many check names get series of their own, from 1 to 10,000. Further checks are added up as `_OTHER`. A check has 4 series
   * in each status metric, and OpenTelemetry's SDK allows 2,000 per metric by default.
   * @default 250
   * @see https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits
   */
  readonly maxChecks?: number | undefined;
}

/** Options with their defaults, all of them checked. */
export interface InstrumentSettings {
  readonly spans: boolean;
  readonly childSpans: boolean;
  readonly attributes: Attributes;
  readonly maxChecks: number;
}

const KEYS: readonly string[] = ['meterProvider', 'tracerProvider', 'spans', 'childSpans', 'attributes', 'maxChecks'];

/** Throws unless the options make sense. */
export function settingsOf(options: InstrumentOptions): InstrumentSettings {
  knownKeys('instrumentHealth', options, KEYS);
  const { meterProvider, tracerProvider, spans = false, childSpans = false, maxChecks = 250 } = options;
  provider('meterProvider', meterProvider, 'getMeter');
  provider('tracerProvider', tracerProvider, 'getTracer');
  flag('spans', spans);
  flag('childSpans', childSpans);
  whole('maxChecks', maxChecks, 1, 10_000);
  return { spans, childSpans, attributes: attributesOf(options.attributes), maxChecks };
}

/** A copy, so that nobody changes what is on every measurement. Throws unless it is an object. */
export function attributesOf(attributes: Attributes = {}): Attributes {
  object('attributes', attributes, 'an object of attributes');
  return { ...attributes };
}

/** Throws unless it is not given, or has the method that makes it a provider. */
export function provider(where: string, value: unknown, method: 'getMeter' | 'getTracer'): void {
  if (value !== undefined && !hasMethods(value, [method]))
    refuse(where, value, `an OpenTelemetry provider with ${method}()`);
}
