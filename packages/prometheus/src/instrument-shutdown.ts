import { hasMethods, knownKeys, refuse } from '@probez/core/internal';
import { Gauge, Histogram, type Registry, register } from 'prom-client';
import { freeRegistry } from './registry.ts';

/** The part of a shutdown that `instrumentShutdown` needs; `gracefulShutdown` of `@probez/node` returns one. */
export interface MeasurableShutdown {
  readonly phase: string;
  subscribe(
    listener: (event: { readonly type: string; readonly from?: string; readonly durationMs: number }) => void,
  ): () => void;
}

/** Options of `instrumentShutdown`. */
export interface ShutdownMetricsOptions {
  /**
   * The registry that gets the metrics.
   * @default the default registry of prom-client
   */
  readonly registry?: Registry | undefined;
}

const PHASES = ['running', 'draining', 'closing', 'closed', 'exited'] as const;

/** In seconds. A drain takes the delay and what is in flight; Kubernetes allows 30 for everything unless told otherwise. */
const BUCKETS = [0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 60, 120, 300];

const METRICS = { status: 'health_shutdown_status', duration: 'health_shutdown_duration' } as const;

/**
 * Reports the metrics of a graceful shutdown to prom-client: its phase, and how long each phase took. A scrape may miss a short
 * phase, and always misses the last one. Returns a function that ends it.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong, or the registry already has these metrics
 */
export function instrumentShutdown(shutdown: MeasurableShutdown, options: ShutdownMetricsOptions = {}): () => void {
  if (!hasMethods(shutdown, ['subscribe']))
    refuse('shutdown', shutdown, 'the shutdown that gracefulShutdown() returned');
  knownKeys('instrumentShutdown', options, ['registry']);
  const registry = freeRegistry(options.registry ?? register, Object.values(METRICS));
  const registers = [registry];
  const labelNames = ['health_shutdown_phase'];

  new Gauge({
    name: METRICS.status,
    help: 'Whether the shutdown is in this phase: 1 for the current phase, 0 for the others.',
    labelNames,
    registers,
    collect() {
      for (const phase of PHASES) this.set({ health_shutdown_phase: phase }, phase === shutdown.phase ? 1 : 0);
    },
  });
  const duration = new Histogram({
    name: METRICS.duration,
    help: 'How long a phase of the shutdown took.',
    labelNames,
    buckets: BUCKETS,
    registers,
  });
  const end = shutdown.subscribe(({ type, from, durationMs }) => {
    // What ended with the first phase is the service's life, not a phase of its going.
    if (type !== 'phase' || from === undefined || from === 'running') return;
    duration.observe({ health_shutdown_phase: from }, durationMs / 1000);
  });
  return () => {
    end();
    for (const name of Object.values(METRICS)) registry.removeSingleMetric(name);
  };
}
