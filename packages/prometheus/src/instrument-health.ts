import type { Health, ProbeName, Snapshot, Status } from '@probez/core';
import { hasMethods, knownKeys, refuse, whole } from '@probez/core/internal';
import { Counter, Gauge, Histogram, type Registry, register } from 'prom-client';
import { createNames } from './names.ts';
import { freeRegistry } from './registry.ts';

/** Options of `instrumentHealth`. */
export interface PrometheusOptions {
  /**
   * The registry that gets the metrics.
   * @default the default registry of prom-client
   */
  readonly registry?: Registry | undefined;
  /**
   * How many check names get series of their own, from 1 to 10,000. Further checks are added up as `_OTHER`.
   * @default 250
   */
  readonly maxChecks?: number | undefined;
}

type ServiceState = 'idle' | 'running' | 'draining' | 'stopped';

const STATES: readonly Status[] = ['pass', 'warn', 'fail', 'unknown'];
const PROBES: readonly ProbeName[] = ['liveness', 'readiness', 'startup'];
const SERVICE_STATES: readonly ServiceState[] = ['idle', 'running', 'draining', 'stopped'];

/** In seconds, those of `@probez/opentelemetry`: 2 is an edge because it is the default timeout. */
const BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

const METRICS = {
  status: 'health_check_status',
  duration: 'health_check_duration',
  transitions: 'health_check_transitions_total',
  probe: 'health_probe_status',
  service: 'health_service_status',
} as const;

/**
 * Reports the metrics of a health to prom-client, under the names that Prometheus gives to the metrics of `@probez/opentelemetry`.
 * Serve them with your own `/metrics`. It runs no check and starts nothing: a scrape reads the last results. Returns a function that
 * ends it.
 * @throws `ProbezError` with `INVALID_OPTION` if an option is wrong, or the registry already has the metrics of another health
 */
export function instrumentHealth(health: Health, options: PrometheusOptions = {}): () => void {
  if (!hasMethods(health, ['snapshot', 'subscribe', 'subscribeRuns']))
    refuse('health', health, 'the health that createHealth() returned');
  knownKeys('instrumentHealth', options, ['registry', 'maxChecks']);
  const { maxChecks = 250 } = options;
  const nameOf = createNames(whole('maxChecks', maxChecks, 1, 10_000));
  const registry = freeRegistry(options.registry ?? register, Object.values(METRICS));
  const registers = [registry];

  new Gauge({
    name: METRICS.status,
    help: 'Whether the check is in this state: 1 for the current state, 0 for the others.',
    labelNames: ['health_check_name', 'health_check_state'],
    registers,
    collect() {
      this.reset();
      const snapshot = health.snapshot();
      for (const check of snapshot.checks) {
        const current = currentStatus(snapshot, check);
        for (const state of STATES)
          this.inc({ health_check_name: nameOf(check.name), health_check_state: state }, state === current ? 1 : 0);
      }
    },
  });

  const duration = new Histogram({
    name: METRICS.duration,
    help: 'How long a run of the check took. A run that timed out counts with its timeout.',
    labelNames: ['health_check_name', 'error_type'],
    buckets: BUCKETS,
    registers,
  });
  const endRuns = health.subscribeRuns(({ name, outcome, durationMs }) => {
    const failed = outcome === 'fail' || outcome === 'timeout';
    duration.observe(
      { health_check_name: nameOf(name), ...(failed ? { error_type: outcome } : {}) },
      durationMs / 1000,
    );
  });

  const transitions = new Counter({
    name: METRICS.transitions,
    help: 'How often the check has entered this state.',
    labelNames: ['health_check_name', 'health_check_state'],
    registers,
    collect() {
      // Every series begins with a 0: the first failure of one that is born with a 1 is no increase in Prometheus's eyes.
      for (const { name } of health.snapshot().checks)
        for (const state of STATES) this.inc({ health_check_name: nameOf(name), health_check_state: state }, 0);
    },
  });
  const endEvents = health.subscribe((event) => {
    if (event.type === 'check')
      transitions.inc({ health_check_name: nameOf(event.name), health_check_state: event.to });
  });

  new Gauge({
    name: METRICS.probe,
    help: 'Whether the probe is in this state: 1 for the current state, 0 for the others.',
    labelNames: ['health_probe_name', 'health_probe_state'],
    registers,
    collect() {
      for (const probe of PROBES) {
        const { status } = health.verdict(probe);
        for (const state of STATES)
          this.set({ health_probe_name: probe, health_probe_state: state }, state === status ? 1 : 0);
      }
    },
  });

  new Gauge({
    name: METRICS.service,
    help: 'Whether the service is in this state: 1 for the current state, 0 for the others.',
    labelNames: ['health_service_state'],
    registers,
    collect() {
      const current = serviceState(health.snapshot());
      for (const state of SERVICE_STATES) this.set({ health_service_state: state }, state === current ? 1 : 0);
    },
  });

  return () => {
    endRuns();
    endEvents();
    for (const name of Object.values(METRICS)) registry.removeSingleMetric(name);
  };
}

/** The snapshot is as old as its last write: a blocked event loop expires nothing, and that is when it matters. */
function currentStatus({ phase, at }: Snapshot, check: Snapshot['checks'][number]): Status {
  return phase !== 'stopped' && at >= check.validUntil ? check.staleStatus : check.status;
}

function serviceState({ phase, draining }: Snapshot): ServiceState {
  return phase !== 'stopped' && draining !== null ? 'draining' : phase;
}
