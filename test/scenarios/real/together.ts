import { renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ask } from '../../../examples/demoapp/test/demoapp.ts';
import { listen } from '../../support/listen.ts';
import { DRAIN, expectPage, expectTimeline } from './page.ts';
import {
  attempts,
  deleteCleanly,
  is,
  listens,
  passes,
  type RealPlay,
  ready,
  readyAgain,
  restarted,
  times,
} from './play.ts';
import { anyApp, grpcHealth, sideBySide, sidecar } from './programs.ts';

/** Keeps what is posted to it: a collector of traces. */
async function collector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  const close = await listen(server);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const paths = () => bodies.flatMap((body) => Array.from(body.matchAll(/"(\/[a-z]+)"/g), ([, path = '']) => path));
  return { url: `http://127.0.0.1:${port}/v1/traces`, paths, close };
}

/** The sidecar of each manifest of scenario 24, and what plays it. */
const sidecars = {
  'sidecar.yaml': { name: 'log-shipper', programs: {} },
  'adapter.yaml': { name: 'exporter', programs: { exporter: sidecar(9100) } },
  'ambassador.yaml': { name: 'database-proxy', programs: { 'database-proxy': sidecar(9801) } },
};

/** 23 to 26: probes beside everything else. */
export const together: readonly RealPlay[] = [
  {
    folder: '23-side-by-side',
    name: 'probes, metrics and traces, and none of them waits for another',
    async play(open) {
      const traces = await collector();
      const run = await open('pod.yaml', {
        programs: { app: sideBySide },
        env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces.url },
      });
      await ready(run);
      await passes(run, 'liveness');
      expect((await ask(run.port(8080), { path: '/orders' })).body).toBe('/orders\n');
      const metrics = await ask(run.port(9464), { path: '/metrics' });
      expect(metrics.body).toMatch(
        /^health_probe_status\{health_probe_name="readiness",health_probe_state="pass".*\} 1$/m,
      );
      expect(metrics.body).toMatch(/^http_server_request_duration_count\{.*\} 1$/m);
      // The probes are on their own port only, and the app's port knows nothing of them.
      expect((await ask(run.port(9400), { path: '/orders' })).status).toBe(404);
      expect((await ask(run.port(8080), { path: '/readyz' })).body).toBe('/readyz\n');
      while (!traces.paths().includes('/orders')) await run.wait(0.1);
      // No trace of a probe on the probe port, however many there were.
      expect(traces.paths()).not.toContain('/livez');
      // The collector goes away: no reason to turn anybody away.
      await traces.close();
      const from = run.mark();
      expect((await ask(run.port(8080), { path: '/orders' })).status).toBe(200);
      await run.seen('more attempts', () => attempts(run, 'readiness', from).length >= 4);
      for (const { outcome } of attempts(run, 'readiness', from)) expect(outcome).toBe('success');
      expect(run.row()).toMatchObject({ ready: '1/1', restarts: 0 });
      // A span that nobody takes, as late as it gets: the app does not wait for the collector beyond its own grace period.
      expect((await ask(run.port(8080), { path: '/orders' })).status).toBe(200);
      await deleteCleanly(run);
    },
  },
  ...Object.entries(sidecars).map(
    ([file, { name, programs }]): RealPlay => ({
      folder: '24-sidecar-adapter-ambassador',
      name: `${file}: starts before the app and ends after it`,
      async play(open) {
        const run = await open(file, { programs: { ...programs, app: anyApp } });
        await ready(run, '2/2');
        const passed = run.lines.findIndex(is('probe', { container: name, probe: 'startup', outcome: 'success' }));
        const started = run.lines.findIndex(is('container', { container: 'app', event: 'started' }));
        expect(passed).toBeGreaterThan(0);
        expect(started).toBeGreaterThan(passed);
        await listens(run);
        const from = run.mark();
        expect(await run.delete()).toBe(0);
        const [ended = Number.NaN] = times(run, 'exited', 'app', from);
        const [asked = Number.NaN] = times(run, 'sigterm', name, from);
        expect(asked).toBeGreaterThanOrEqual(ended);
        expect(run.lines.filter(is('container', { event: 'sigkill' }))).toEqual([]);
        expectPage(run, '24-sidecar-adapter-ambassador', 'sidecar'); // the others differ in their times only
      },
    }),
  ),
  {
    folder: '25-grpc-and-grace',
    name: 'one service NOT_SERVING: 0/1, RESTARTS 0; SERVING: 1/1',
    async play(open) {
      const run = await open('grpc.yaml', { programs: { app: grpcHealth } });
      await ready(run);
      await passes(run, 'liveness');
      const from = run.mark();
      // In one go: the app reads it at any time.
      const orders = (state: string) => {
        writeFileSync(join(run.folder, 'new'), state);
        renameSync(join(run.folder, 'new'), join(run.folder, 'orders'));
      };
      orders('NOT_SERVING');
      await ready(run, '0/1');
      expect(new Set(run.events('Unhealthy', from))).toEqual(
        new Set(['Readiness probe failed: service unhealthy (responded with "NOT_SERVING")']),
      );
      orders('SERVING');
      await ready(run);
      for (const { outcome } of attempts(run, 'liveness', from)) expect(outcome).toBe('success');
      expectPage(run, '25-grpc-and-grace', 'grpc', { without: /failed to connect service/ });
      expect(run.row().restarts).toBe(0);
      await deleteCleanly(run);
    },
  },
  {
    folder: '25-grpc-and-grace',
    name: 'a service that the server does not know never passes',
    async play(open) {
      const run = await open('grpc.yaml', {
        programs: { app: grpcHealth },
        change: (text) => text.replace('service: orders', 'service: order'),
      });
      await passes(run, 'liveness');
      const from = run.mark();
      await run.seen('four attempts', () => attempts(run, 'readiness', from).length >= 4);
      expect(run.row()).toMatchObject({ ready: '0/1', restarts: 0 });
      for (const message of run.events('Unhealthy', from))
        expect(message).toMatch(/Readiness probe failed: .*NotFound|NOT_FOUND|unknown service/i);
      await deleteCleanly(run);
    },
  },
  {
    folder: '25-grpc-and-grace',
    name: 'a liveness kill gets the probe’s own grace period',
    async play(open) {
      const run = await open('grace.yaml', { env: { BLOCK: 'true' }, patience: 2 });
      await ready(run);
      await passes(run, 'liveness');
      const from = run.mark();
      await run.post('ms', '60000', '/block'); // it will not hear SIGTERM
      await restarted(run, from);
      const [killing = 0] = times(run, 'killing', 'app', from);
      const [sigkill = 0] = times(run, 'sigkill', 'app', from);
      expect(sigkill - killing).toBeGreaterThan(1.9); // 5 s, shortened; the kubelet makes it 2 s at least
      expect(sigkill - killing).toBeLessThan(11); // and not 60 s, shortened
      expect(run.lines.slice(from).find(is('container', { event: 'killing' }))).toMatchObject({ grace: 2 });
      await readyAgain(run);
      await deleteCleanly(run);
    },
  },
  {
    folder: '25-grpc-and-grace',
    name: 'a deletion stops liveness, and readiness goes on',
    async play(open) {
      // Liveness fails often enough not to kill it before the deletion.
      const change = (text: string) => text.replace('failureThreshold: 3', 'failureThreshold: 60');
      const run = await open('grace.yaml', { env: { DRAIN_DELAY_MS: '8000' }, change });
      await ready(run);
      await passes(run, 'liveness');
      await run.post('livez', 'FAIL');
      const from = run.mark();
      await run.post('readyz', 'FAIL');
      // Right after an attempt: one that is under way at the deletion would still end, and be told.
      await run.seen('liveness to fail', is('probe', { probe: 'liveness', outcome: 'failure' }), run.mark());
      expect(await run.delete()).toBe(0);
      const deleted = run.lines.findIndex(is('pod', { event: 'deleted' }));
      expect(deleted).toBeGreaterThanOrEqual(from);
      expect(attempts(run, 'liveness', deleted)).toEqual([]);
      const readiness = attempts(run, 'readiness', deleted);
      expect(readiness.length).toBeGreaterThan(2);
      for (const { outcome } of readiness) expect(outcome).toBe('failure');
      expect(run.events('Killing', deleted)).toEqual(['Stopping container app']);
      expect(times(run, 'exited')).toHaveLength(1);
      expect(times(run, 'sigkill')).toEqual([]);
    },
  },
  {
    folder: '26-rolling-update',
    name: 'one Pod of the base: ready, and on deletion it serves on until it exits',
    async play(open) {
      // As long as it takes to ask eight times, however busy the machine is.
      const run = await open('../base/deployment.yaml', { env: { DRAIN_DELAY_MS: '3000' } });
      await ready(run);
      const answers: (number | undefined)[] = [];
      const from = run.mark();
      const ended = run.delete();
      await run.seen('SIGTERM', is('container', { event: 'sigterm' }), from);
      for (let asked = 0; asked < 8; asked += 1) {
        answers.push((await ask(run.port(8080), { path: '/' })).status);
        await run.wait(0.05);
      }
      expect(answers).toEqual(Array(8).fill(200));
      expect(await ended).toBe(0);
      for (const apart of DRAIN) expectTimeline(run, '26-rolling-update', 'pod', from, apart);
      expect(times(run, 'sigkill')).toEqual([]);
    },
  },
];
