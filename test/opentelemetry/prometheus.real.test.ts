import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { type Prometheus, type Sample, startPrometheus } from './prometheus.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const OBSERVABILITY = here('../../examples/observability/');
const skip = missing('prometheus', 'promtool', 'setpriv');

describe.skipIf(skip)('alert rules', () => {
  it.each([
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('promtool %s %s %s', (...args) => {
    const output = execFileSync(need('promtool'), args, { cwd: OBSERVABILITY, encoding: 'utf8' });
    expect(output).toContain('SUCCESS');
  });
});

describe.skipIf(skip)('scraped by a real Prometheus', () => {
  let service: ChildProcess;
  let prometheus: Prometheus;
  const ask = (expression: string) => prometheus.until(expression);
  /** Asks until it is so: where the machine stood still a scrape is missing, or comes when results have got stale. */
  const sees = (expression: string, names: readonly string[], expected: Readonly<Record<string, number>>) =>
    prometheus.until(expression, (samples) => isDeepStrictEqual(table(samples, ...names), expected));

  beforeAll(async () => {
    service = fork(here('fixtures/service.mjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [message] = await once(service, 'message');
    prometheus = await startPrometheus(Number(Reflect.get(Object(message), 'port')), `${OBSERVABILITY}alerts.yml`);
  });
  afterAll(async () => {
    service?.kill('SIGKILL');
    await prometheus?.close();
  });

  it('sees one series per state and check', async () => {
    await sees('health_check_status', ['health_check_name', 'health_check_state'], {
      'postgres pass': 1,
      'postgres warn': 0,
      'postgres fail': 0,
      'postgres unknown': 0,
      'redis pass': 1,
      'redis warn': 0,
      'redis fail': 0,
      'redis unknown': 0,
      'search pass': 0,
      'search warn': 1,
      'search fail': 0,
      'search unknown': 0,
      'partner pass': 0,
      'partner warn': 0,
      'partner fail': 1,
      'partner unknown': 0,
      'billing "eu"\\ pass': 0,
      'billing "eu"\\ warn': 0,
      'billing "eu"\\ fail': 1,
      'billing "eu"\\ unknown': 0,
    });
  });

  it('sees the probes, the state of the service and the phase of its shutdown', async () => {
    await sees('health_probe_status == 1', ['health_probe_name', 'health_probe_state'], {
      'liveness pass': 1,
      'readiness warn': 1,
      'startup pass': 1,
    });
    await sees('health_service_status', ['health_service_state'], {
      idle: 0,
      running: 1,
      draining: 0,
      stopped: 0,
    });
    await sees('health_shutdown_status == 1', ['health_shutdown_phase'], { running: 1 });
  });

  it('sees durations by check, with error_type on failures only', async () => {
    const counts = await ask('health_check_duration_count');
    expect(counts.map(({ labels }) => `${labels.health_check_name} ${labels.error_type ?? ''}`).sort()).toEqual([
      'billing "eu"\\ fail',
      'partner timeout',
      'redis ',
      'search ',
    ]);
    // The time-out of 0.1 s is above the edge of 0.1 s, or on it: never below 0.05 s.
    const edges = await ask('health_check_duration_bucket{health_check_name="partner", le=~"0.05|30"}');
    expect(edges.find(({ labels }) => labels.le === '0.05')?.value).toBe(0);
    expect(edges.find(({ labels }) => labels.le === '30')?.value).toBeGreaterThan(0);
  });

  it('sees a failure, and the increase of the transitions from 0', async () => {
    service.send('fail');
    await ask('health_check_status{health_check_name="postgres", health_check_state="fail"} == 1');
    await ask('health_probe_status{health_probe_name="readiness", health_probe_state="fail"} == 1');
    await ask(
      'increase(health_check_transitions_total{health_check_name="postgres", health_check_state="fail"}[1m]) > 0',
    );
    await ask('ALERTS{alertname="HealthCheckFailing", alertstate="pending", health_check_name="postgres"}');
    service.send('pass');
    await ask('health_check_status{health_check_name="postgres", health_check_state="pass"} == 1');
  });

  it('answers every expression of the dashboard', async () => {
    for (const expression of dashboardExpressions()) {
      // Of the shutdown there is nothing to see yet.
      await (expression.includes('shutdown') ? prometheus.query(expression) : ask(expression));
    }
  });

  it('puts one number per check on the dashboard: the worst state', async () => {
    const [expression = ''] = dashboardExpressions().filter((text) =>
      text.startsWith('max by (job, health_check_name)'),
    );
    await sees(expression, ['health_check_name'], {
      postgres: 0,
      redis: 0,
      search: 1,
      partner: 3,
      'billing "eu"\\': 3,
    });
  });

  it('sees the service go away, phase by phase', async () => {
    service.kill('SIGTERM');
    await ask('health_service_status{health_service_state="draining"} == 1');
    await ask('health_shutdown_status{health_shutdown_phase="draining"} == 1');
    await ask('health_shutdown_status{health_shutdown_phase="closed"} == 1');
    const [drained] = await ask('health_shutdown_duration_sum{health_shutdown_phase="draining"}');
    expect(drained?.value).toBeGreaterThanOrEqual(5);
    expect(await ask('health_shutdown_duration_count{health_shutdown_phase="closing"}')).toHaveLength(1);
  });
});

/** `{ 'postgres fail': 0 }` */
function table(samples: readonly Sample[], ...names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    samples.map(({ labels, value }) => [names.map((name) => labels[name] ?? '').join(' '), value]),
  );
}

/** What Grafana would ask, with its variables filled in. */
function dashboardExpressions(): readonly string[] {
  const dashboard: { readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[] } =
    JSON.parse(readFileSync(`${OBSERVABILITY}dashboard.json`, 'utf8'));
  return dashboard.panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m').replaceAll(/"\$(?:job|instance)"/g, '".*"')),
  );
}
