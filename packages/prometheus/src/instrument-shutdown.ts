import { hasMethods, knownKeys, refuse } from '@probez/core/internal';
import { Gauge, Histogram, type Registry, register } from 'prom-client';
import { freeRegistry } from './registry.ts';

/** What `instrumentShutdown` needs of a shutdown: `gracefulShutdown` of `@probez/node` returns one. */
export interface MeasurableShutdown {
  readonly phase: string;
  subscribe(
    listener: (event: { readonly type: string; readonly from?: string; readonly durationMs: number }) => void,
  ): () => void;
}

/** Options of `instrumentShutdown`. */
export interface ShutdownMetricsOptions {
  /**
   * Where the metrics are registered.
   * @default the default registry of prom-client
   */
  readonly registry?: Registry | undefined;
}

const PHASES = ['running', 'draining', 'closing', 'closed', 'exited'] as const;

/** In seconds. A drain takes the delay and what is in flight; Kubernetes allows 30 for everything unless told otherwise. */
const BUCKETS = [0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 20, 25, 30, 60, 120, 300];

const METRICS = { status: 'health_shutdown_status', duration: 'health_shutdown_duration' } as const;

/**
 * Measures a graceful shutdown for prom-client: the phase it is in, and how long each took. A scrape may miss a short phase, and the last one always.
 * Returns a function that ends it.
 * @throws ProbezError `INVALID_OPTION`
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
