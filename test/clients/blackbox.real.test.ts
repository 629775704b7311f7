import { execFileSync } from 'node:child_process';
import http from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type DemoApp, post, start } from '../../examples/demoapp/test/demoapp.ts';
import { type RunningProgram, startProgram, temporaryFolder } from '../servers/support/processes.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/listen.ts';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { copyExample, pathOf, read, writeWith } from './example.ts';

const FOLDER = 'clients/blackbox';
const absent = missing('prometheus-blackbox-exporter', 'prometheus', 'promtool', 'setpriv');

describe.skipIf(absent)('the blackbox exporter with examples/clients/blackbox/blackbox.yml', () => {
  const folder = temporaryFolder();
  const started: RunningProgram[] = [];
  let app: DemoApp;
  let exporter: number;
  const program = (name: string, args: readonly string[]) =>
    void started.push(startProgram(need(name), args, { cwd: folder.path }));

  beforeAll(async () => {
    app = await start({ DRAIN_DELAY_MS: '3000' });
    exporter = await freePort();
    const file = copyExample(`${FOLDER}/blackbox.yml`, `${folder.path}/blackbox.yml`);
    program('prometheus-blackbox-exporter', [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${exporter}`]);
    await until(async () => (await ask(exporter, { path: '/-/healthy' })).status === 200, 'the exporter');
  });
  afterAll(async () => {
    await Promise.all(started.map((one) => one.kill()));
    app?.child.kill('SIGKILL');
    folder.remove();
  });

  /** What one probe of the exporter says, by metric. */
  async function probe(module: string, target: string): Promise<Readonly<Record<string, number>>> {
    const query = new URLSearchParams({ module, target });
    const { body } = await ask(exporter, { path: `/probe?${query}` });
    return Object.fromEntries(
      Array.from(body.matchAll(/^(probe_\w+) (\S+)$/gm), ([, name = '', value]) => [name, Number(value)]),
    );
  }
  const url = (path: string) => `http://127.0.0.1:${app.port}${path}`;
  const readiness = () => probe('http_readyz', url('/readyz'));
  const liveness = () => probe('http_livez', url('/livez'));
  const port = () => probe('tcp_connect', `127.0.0.1:${app.port}`);

  it('sees readyz=FAIL and OK: up, down, up; liveness and the port stay up', async () => {
    expect(await readiness()).toMatchObject({ probe_success: 1, probe_http_status_code: 200 });
    await post(app.port, 'readyz', 'FAIL');
    expect(await readiness()).toMatchObject({ probe_success: 0, probe_http_status_code: 503 });
    expect(await liveness()).toMatchObject({ probe_success: 1, probe_http_status_code: 200 });
    await post(app.port, 'readyz', 'OK');
    expect(await readiness()).toMatchObject({ probe_success: 1, probe_http_status_code: 200 });
  });

  it('sees livez=FAIL, which the open port does not show', async () => {
    await post(app.port, 'livez', 'FAIL');
    expect(await liveness()).toMatchObject({ probe_success: 0, probe_http_status_code: 503 });
    expect(await port()).toMatchObject({ probe_success: 1 });
    await post(app.port, 'livez', 'OK');
    expect(await liveness()).toMatchObject({ probe_success: 1 });
  });

  it('believes neither a redirect nor somebody else’s page', async () => {
    const other = http.createServer((request, response) => {
      if (request.url === '/login') response.end('<h1>Please log in</h1>');
      else response.writeHead(302, { location: '/login' }).end();
    });
    const close = await listen(other);
    const base = `http://127.0.0.1:${Reflect.get(Object(other.address()), 'port')}`;
    try {
      expect(await probe('http_readyz', `${base}/readyz`)).toMatchObject({
        probe_success: 0,
        probe_http_status_code: 302,
      });
      expect(await probe('http_readyz', `${base}/login`)).toMatchObject({
        probe_success: 0,
        probe_http_status_code: 200,
        probe_failed_due_to_regex: 1,
      });
    } finally {
      await close();
    }
  });

  describe('asked by Prometheus with prometheus.yml and alerts.yml', () => {
    let prometheus: number;

    beforeAll(async () => {
      prometheus = await freePort();
      const own = (name: string) => `${folder.path}/${name}`;
      const quicker = { 'for: 30s': 'for: 1s' };
      writeWith(read(`${FOLDER}/alerts.yml`), quicker, own('alerts.yml'));
      const file = writeWith(
        read(`${FOLDER}/prometheus.yml`),
        {
          'http://127.0.0.1:8080/': url('/'),
          '127.0.0.1:9115': `127.0.0.1:${exporter}`,
          'interval: 15s': 'interval: 1s',
          'scrape_timeout: 5s': 'scrape_timeout: 1s',
        },
        own('prometheus.yml'),
      );
      program('prometheus', [
        `--config.file=${file}`,
        `--storage.tsdb.path=${own('data')}`,
        `--web.listen-address=127.0.0.1:${prometheus}`,
      ]);
    });

    async function values(expression: string): Promise<Readonly<Record<string, string>>> {
      const path = `/api/v1/query?${new URLSearchParams({ query: expression })}`;
      const { data } = JSON.parse((await ask(prometheus, { path })).body);
      return Object.fromEntries(
        data.result.map(({ metric, value }: { metric: Record<string, string>; value: string[] }) => [
          metric.instance ?? metric.service,
          value[1],
        ]),
      );
    }
    const becomes = (expression: string, expected: Readonly<Record<string, string>>) =>
      until(
        async () => {
          const seen = JSON.stringify(await values(expression));
          return seen === JSON.stringify(expected);
        },
        `${expression}: ${JSON.stringify(expected)}`,
      );

    it('shows up, down, up under the app’s own URL, and alerts while it is down', async () => {
      const instance = url('/readyz');
      const success = 'probe_success{job="probez-readyz"}';
      await becomes(success, { [instance]: '1' });
      await becomes('probe_success{job="probez-livez"}', { [url('/livez')]: '1' });
      await post(app.port, 'readyz', 'FAIL');
      await becomes(success, { [instance]: '0' });
      await becomes('probe_http_status_code{job="probez-readyz"}', { [instance]: '503' });
      await becomes('ALERTS{alertname="NothingReady",alertstate="firing"}', { demoapp: '1' });
      await post(app.port, 'readyz', 'OK');
      await becomes(success, { [instance]: '1' });
      await becomes('ALERTS{alertname="NothingReady"}', {});
    });
  });

  it('sees a drain: not ready while the app still serves and is alive, then gone', async () => {
    app.child.kill('SIGTERM');
    await until(async () => (await readiness()).probe_success === 0, 'not ready');
    expect(await readiness()).toMatchObject({ probe_http_status_code: 503 });
    expect(await liveness()).toMatchObject({ probe_success: 1 });
    expect((await ask(app.port, { path: '/' })).status).toBe(200);
    expect(app.child.exitCode).toBeNull();
    expect(await app.exited).toEqual([0, null]);
    expect(await readiness()).toMatchObject({ probe_success: 0, probe_http_status_code: 0 });
    expect(await port()).toMatchObject({ probe_success: 0 });
  });
});

describe.skipIf(absent)('promtool', () => {
  it.each([
    ['check', 'config', 'prometheus.yml'],
    ['check', 'rules', 'alerts.yml'],
    ['test', 'rules', 'alerts.test.yml'],
  ])('%s %s %s', (...args) => {
    const output = execFileSync(need('promtool'), args, { cwd: pathOf(FOLDER), encoding: 'utf8' });
    expect(output).toContain('SUCCESS');
  });
});
