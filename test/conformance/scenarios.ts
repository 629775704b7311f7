import { createFakeClock } from '@probez/core/testing';
import { createHealth, type Health, type HealthOptions } from '@probez/node';
import type { Mounting } from './adapter.ts';

/** A health in a known state, and how its probes are mounted. */
export interface Scenario {
  readonly options?: NonNullable<Mounting['options']>;
  readonly mountAt?: string;
  health(): Promise<Health>;
}

export const INFO = { version: '1', releaseId: 'abc', serviceId: 'shop', description: 'The shop' };
export const REASON = 'connect to redis://***@cache:6379 refused';

const ping = { name: 'ping', probes: ['liveness', 'readiness', 'startup'], run: () => true } as const;
const refuse = (): never => {
  throw new Error('connect to redis://shop:hunter2@cache:6379 refused');
};

async function started(options: HealthOptions): Promise<Health> {
  const health = createHealth({ logger: false, clock: createFakeClock(), ...INFO, ...options });
  await health.start();
  return health;
}

const passing = () =>
  started({
    checks: [
      ping,
      {
        name: 'db/main',
        componentType: 'datastore',
        run: () => ({ status: 'pass', observedValue: 3, observedUnit: 'ms' }),
      },
      { name: 'cache', critical: false, run: refuse },
    ],
  });

const failing = () =>
  started({
    checks: [
      ping,
      { name: 'bad', run: refuse },
      { name: 'silent', attach: () => {} },
      { name: 'stuck', probes: 'liveness', run: () => Promise.reject(undefined) },
    ],
  });

const groups = { '/lbz': { checks: ['ping'] }, '/allz': { checks: ['ping', 'nobody'] } };

export const SCENARIOS = {
  passing: { health: passing, options: { paths: { liveness: ['/livez', '/healthz'] }, groups } },
  failing: { health: failing },
  told: { health: failing, options: { details: 'always', failureStatus: { readiness: 500, liveness: 510 } } },
  locked: { health: failing, options: { token: 's3cret', failureStatus: 599 } },
  asked: { health: failing, options: { details: ({ remoteAddress }) => /127\.0\.0\.1$/.test(remoteAddress ?? '') } },
  open: { health: passing, options: { methods: 'pass', passBody: 'OK – fine' } },
  prefixed: { health: passing, options: { prefix: '/internal/health', paths: { startup: [] } } },
  mounted: { health: passing, mountAt: '/p' },
  root: { health: passing, options: { paths: { readiness: ['/readyz', '/'] } } },
  rootGroup: { health: failing, options: { groups: { '/': { checks: ['bad'], rules: 'liveness' } } } },
  rootPasses: { health: failing, options: { methods: 'pass', paths: { liveness: [], readiness: [], startup: '/' } } },
  mountedRoot: { health: passing, mountAt: '/p', options: { paths: { readiness: '/' } } },
  draining: {
    async health() {
      const health = await passing();
      health.drain('rolling update');
      return health;
    },
    options: { details: 'always' },
  },
  stopped: {
    async health() {
      const health = await passing();
      await health.stop();
      return health;
    },
  },
  empty: { health: () => started({}) },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof SCENARIOS;
