import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, type DemoApp, post, start } from '../../examples/demoapp/test/demoapp.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { fromConfigMap, read } from './example.ts';
import { type Nginx, startNginx } from './nginx.ts';
import { after, light } from './traffic.ts';

const absent = missing('nginx', 'setpriv');
const statusOf = async (port: number, path: string) => (await ask(port, { path })).status;

describe.skipIf(absent)('nginx with examples/clients/nginx/balancer.conf', () => {
  let apps: DemoApp[];
  let nginx: Nginx;
  let port: number;

  beforeAll(async () => {
    apps = [await start({}), await start({ DRAIN_DELAY_MS: '1500' })];
    port = await freePort();
    nginx = await startNginx(
      read('clients/nginx/balancer.conf'),
      {
        '127.0.0.1:8000': `127.0.0.1:${port}`,
        '127.0.0.1:8081': `127.0.0.1:${apps[0]?.port}`,
        '127.0.0.1:8082': `127.0.0.1:${apps[1]?.port}`,
        'fail_timeout=5s': 'fail_timeout=1s',
      },
      port,
    );
  });
  afterAll(async () => {
    await nginx?.stop();
    for (const { child } of apps ?? []) child.kill('SIGKILL');
  });

  /** Which instances the next requests went to. */
  async function served(requests: number): Promise<readonly string[]> {
    const from = nginx.log().length;
    for (let count = 0; count < requests; count += 1) await ask(port, { path: '/hostname' });
    await until(async () => nginx.log().length >= from + requests, 'the access log');
    const upstreams = nginx
      .log()
      .slice(from)
      .map((line) => /upstream="([^"]*)"/.exec(line)?.[1] ?? '');
    return [...new Set(upstreams)].sort();
  }
  const addresses = () => apps.map((app) => `127.0.0.1:${app.port}`).sort();

  it('does not see readyz=FAIL: it asks nobody, and both instances go on being asked', async () => {
    await post(apps[0]?.port ?? 0, 'readyz', 'FAIL');
    expect(await served(8)).toEqual(addresses());
    await post(apps[0]?.port ?? 0, 'readyz', 'OK');
  });

  it('does not let anybody ask for the health of just any instance', async () => {
    expect(await statusOf(port, '/readyz')).toBe(404);
  });

  it('sees an instance that is gone, and one that is back: no request fails', async () => {
    const [first] = apps;
    if (first === undefined) throw new Error('no app');
    const load = light(port);
    await after(load, 20);
    first.child.kill('SIGKILL');
    await first.exited;
    await after(load, 40);
    expect(await served(4)).toContain(`127.0.0.1:${apps[1]?.port}`);
    // Refused, or cut while it was at it.
    expect(nginx.program.log()).toMatch(/ while (connecting to|reading response header from) upstream/);
    apps[0] = await start({ PORT: String(first.port) });
    await until(async () => (await served(8)).length === 2, 'both instances are asked again');
    const { errors } = await load.stop();
    expect(errors).toEqual({});
  });

  it('under a drain no request fails, because the app serves on until it closes', async () => {
    const load = light(port);
    await after(load, 20);
    apps[1]?.child.kill('SIGTERM');
    await after(load, 20);
    expect(await apps[1]?.exited).toEqual([0, null]);
    await after(load, 40);
    const { errors } = await load.stop();
    expect(errors).toEqual({});
  });
});

describe.skipIf(absent)('nginx with examples/clients/nginx/sidecar.conf', () => {
  let app: DemoApp;
  let nginx: Nginx;
  let port: number;

  beforeAll(async () => {
    app = await start({ DRAIN_DELAY_MS: '5000' });
    port = await freePort();
    nginx = await startNginx(
      read('clients/nginx/sidecar.conf'),
      { 'listen 8000': `listen 127.0.0.1:${port}`, '127.0.0.1:8080': `127.0.0.1:${app.port}` },
      port,
    );
  });
  afterAll(async () => {
    await nginx?.stop();
    app?.child.kill('SIGKILL');
  });

  it('is the file that scenario 11 has in its ConfigMap', () => {
    const inPod = fromConfigMap('kubernetes/11-sidecar-proxy/nginx.yaml', 'nginx.conf');
    expect(inPod).toBe(read('clients/nginx/sidecar.conf'));
  });

  it.each(['livez', 'readyz', 'startupz'])('passes /%s on: up, down, up', async (field) => {
    expect(await ask(port, { path: `/${field}` })).toMatchObject({ status: 200, body: 'OK' });
    await post(port, field, 'FAIL');
    expect(await ask(port, { path: `/${field}` })).toMatchObject({ status: 503 });
    await post(port, field, 'OK');
    expect(await ask(port, { path: `/${field}` })).toMatchObject({ status: 200, body: 'OK' });
  });

  it('logs requests, but no probes', async () => {
    await ask(port, { path: '/hostname' });
    await until(async () => nginx.log().some((line) => line.includes('GET /hostname ')), 'the request in the log');
    expect(nginx.log().filter((line) => /livez|readyz|startupz|proxy-is-up/.test(line))).toEqual([]);
  });

  it('under a drain: readiness fails, clients are told to let go, no request fails; then it says so itself', async () => {
    const load = light(port);
    await after(load, 20);
    app.child.kill('SIGTERM');
    await until(async () => (await statusOf(port, '/readyz')) === 503, 'not ready');
    expect(app.child.exitCode, 'the app still serves').toBeNull();
    expect((await fetch(`http://127.0.0.1:${port}/hostname`)).headers.get('connection')).toContain('close');
    await after(load, 20);
    // By now a Service would send no more.
    const { errors } = await load.stop();
    expect(errors).toEqual({});
    expect(await app.exited).toEqual([0, null]);
    expect(await statusOf(port, '/livez')).toBe(502);
    expect(await statusOf(port, '/proxy-is-up')).toBe(200);
  });
});
