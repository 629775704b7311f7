import { type Attributes, type MeterProvider, metrics } from '@opentelemetry/api';
import { SHUTDOWN_PHASE } from './attributes.ts';
import { meterOf } from './meter.ts';
import { bad, hasMethod, object, provider, quote } from './options.ts';

/** What `gracefulShutdown` of `@probez/node` returns, by its shape. */
export interface MeasurableShutdown {
  readonly phase: string;
  subscribe(
    listener: (event: { readonly type: string; readonly from?: string; readonly durationMs: number }) => void,
  ): () => void;
}

/** Options of `instrumentShutdown`. */
export interface InstrumentShutdownOptions {
  /**
   * Where the metrics go.
   * @default the global one
   */
  readonly meterProvider?: MeterProvider | undefined;
  /**
   * On every measurement.
   * @default {}
   */
  readonly attributes?: Attributes | undefined;
}

const PHASES = ['running', 'draining', 'closing', 'closed', 'exited'] as const;

/**
 * Seconds. A drain takes the delay (10 by default) and what is in flight; Kubernetes allows 30 for everything unless told
 * otherwise.
 */
const BOUNDARIES = [0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 60, 120, 300];

/**
 * Measures a graceful shutdown: the phase it is in, and how long each took. The process exits right after the last phase, so
 * flush in `onClose`: `onClose: () => sdk.shutdown()`. Returns a function that ends it.
 */
export function instrumentShutdown(shutdown: MeasurableShutdown, options: InstrumentShutdownOptions = {}): () => void {
  if (!hasMethod(shutdown, 'subscribe') || typeof shutdown.phase !== 'string')
    bad(`shutdown is ${quote(shutdown)}; allowed: what gracefulShutdown() returned`);
  object('instrumentShutdown', options, ['meterProvider', 'attributes']);
  const { meterProvider = metrics.getMeterProvider(), attributes = {} } = options;
  provider('meterProvider', meterProvider, 'getMeter');
  const meter = meterOf(meterProvider);

  const status = meter.createObservableUpDownCounter('health_shutdown.status', {
    description: 'Whether the shutdown is in this phase: 1 for the current phase, 0 for the others.',
    unit: '1',
  });
  const observe: Parameters<typeof status.addCallback>[0] = (result) => {
    for (const phase of PHASES) {
      result.observe(phase === shutdown.phase ? 1 : 0, { ...attributes, [SHUTDOWN_PHASE]: phase });
    }
  };
  status.addCallback(observe);

  const duration = meter.createHistogram('health_shutdown.duration', {
    description: 'How long a phase of the shutdown took.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });
  const unsubscribe = shutdown.subscribe(({ type, from, durationMs }) => {
    // What ended with the first phase is the service's life, not a phase of its going.
    if (type !== 'phase' || from === undefined || from === 'running') return;
    duration.record(durationMs / 1000, { ...attributes, [SHUTDOWN_PHASE]: from });
  });
  return () => {
    status.removeCallback(observe);
    unsubscribe();
  };
}
