import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type DemoApp, post, start } from '../../examples/demoapp/test/demoapp.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { versionOf } from './bases.ts';
import { IMAGE, REPOSITORY } from './build.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly pull_policy?: string;
  readonly stop_grace_period: string;
  readonly healthcheck: { readonly test: readonly string[] };
}

const folder = join(REPOSITORY, 'examples/demoapp');
const compose: { services: Record<string, Service> } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'), {
  merge: true,
});
const { balancer, ...apps } = compose.services;
const names = Object.keys(apps);
const configFile = join(folder, 'haproxy.cfg');
const config = readFileSync(configFile, 'utf8');
const seconds = (text = ''): number => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('compose.yaml', () => {
  it('has three instances, each in its framework, and HAProxy', () => {
    expect(names).toEqual(['app1', 'app2', 'app3']);
    expect(names.map((name) => apps[name]?.environment.FRAMEWORK)).toEqual([undefined, 'fastify', 'koa']);
    expect(IMAGE).toBe(`localhost/probez-demoapp:${versionOf(join(folder, 'package.json'))}`);
    expect(names.map((name) => apps[name]?.image)).toEqual([IMAGE, IMAGE, IMAGE]);
    // Built once, and never asked for from a registry "localhost".
    expect(names.filter((name) => apps[name]?.build !== undefined)).toEqual(['app1']);
    expect(names.map((name) => apps[name]?.pull_policy)).toEqual(['never', 'never', 'never']);
    expect(balancer?.image).toMatch(/haproxy:/);
  });

  it.each(Object.entries(compose.services))('gives %s no privilege', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '30s',
    });
  });

  it.each(names)(
    'gives %s time: HAProxy sees it go before it closes, and it has closed before it is killed',
    (name) => {
      const app = apps[name];
      const drainDelay = Number(app?.environment.DRAIN_DELAY_MS) / 1000;
      const [, inter, fastinter, fall] = /check inter (\d+)s fastinter (\d+)ms .*fall (\d+)/.exec(config) ?? [];
      const out = Number(inter) + (Number(fastinter) / 1000) * (Number(fall) - 1);
      expect(out).toBe(2.5);
      expect(drainDelay).toBeGreaterThan(out);
      // 15 s: what the app gives requests in flight.
      expect(seconds(app?.stop_grace_period)).toBeGreaterThan(drainDelay + 15);
      expect(app?.healthcheck.test.slice(0, 3)).toEqual(['CMD', 'probez', 'check']);
    },
  );
});

describe.skipIf(missing('haproxy'))('haproxy.cfg in front of three real instances', () => {
  const instances = new Map<string, DemoApp>();
  const environment: Record<string, string> = {};
  let haproxy: ChildProcess | undefined;
  let said = '';

  beforeAll(async () => {
    await Promise.all(
      names.map(async (name) => {
        const app = await start({ ...apps[name]?.environment });
        instances.set(name, app);
        environment[name.toUpperCase()] = `127.0.0.1:${app.port}`;
      }),
    );
    environment.LISTEN = `127.0.0.1:${await freePort()}`;
    environment.STATISTICS = `127.0.0.1:${await freePort()}`;
    haproxy = spawn(need('haproxy'), ['-db', '-f', configFile], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [haproxy.stdout, haproxy.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
  });

  afterAll(() => {
    haproxy?.kill('SIGKILL');
    for (const { child } of instances.values()) child.kill('SIGKILL');
  });

  /** One column of its statistics, by instance. */
  async function statistics(column: string): Promise<Record<string, string>> {
    const text = await (await fetch(`http://${environment.STATISTICS}/;csv`)).text();
    const [head = [], ...rows] = text.split('\n').map((line) => line.split(','));
    const at = head.indexOf(column);
    return Object.fromEntries(
      names.map((name) => [name, rows.find(([proxy, server]) => proxy === 'instances' && server === name)?.[at] ?? '']),
    );
  }

  /** Without how far it is on its way: "UP 1/2" is still UP. */
  async function status(): Promise<Record<string, string>> {
    const all = Object.entries(await statistics('status'));
    return Object.fromEntries(all.map(([name, text]) => [name, text.split(' ')[0] ?? '']));
  }

  const service = (): string => `http://${environment.LISTEN}/hostname`;
  const portOf = (name: string): number => instances.get(name)?.port ?? 0;

  it('has all of them in service soon', async () => {
    await expect.poll(status, { timeout: 20_000 }).toEqual({ app1: 'UP', app2: 'UP', app3: 'UP' });
  });

  it('is valid to HAProxy, without a warning', () => {
    const { status: code, stderr } = spawnSync(need('haproxy'), ['-c', '-q', '-f', configFile], {
      env: environment,
      encoding: 'utf8',
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('takes an instance out when its readiness fails, and in again when it passes', async () => {
    await post(portOf('app2'), 'readyz', 'FAIL');
    await expect.poll(status, { timeout: 20_000 }).toEqual({ app1: 'UP', app2: 'DOWN', app3: 'UP' });
    const before = await served();
    for (let request = 0; request < 6; request += 1) expect((await fetch(service())).status).toBe(200);
    expect(await since(before)).toEqual({ app1: 3, app2: 0, app3: 3 });
    await post(portOf('app2'), 'readyz', 'OK');
    await expect.poll(status, { timeout: 20_000 }).toEqual({ app1: 'UP', app2: 'UP', app3: 'UP' });
    for (let request = 0; request < 6; request += 1) expect((await fetch(service())).status).toBe(200);
    expect((await since(before)).app2).toBeGreaterThan(0);
  });

  it('does not care about liveness', async () => {
    await post(portOf('app1'), 'livez', 'FAIL');
    // Longer than an instance that is not ready would stay.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await status()).toEqual({ app1: 'UP', app2: 'UP', app3: 'UP' });
    await post(portOf('app1'), 'livez', 'OK');
  });

  it('loses no request while an instance is stopped', async () => {
    const app = instances.get('app3');
    let stopped = false;
    const seen = new Map<number | string, number>();
    const load = async (): Promise<void> => {
      while (!stopped) {
        const answer = await fetch(service()).then(
          (response) => response.status,
          (error: unknown) => String(error),
        );
        seen.set(answer, (seen.get(answer) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const clients = [load(), load()];
    app?.child.kill('SIGTERM');
    expect(await app?.exited).toEqual([0, null]);
    await expect.poll(status, { timeout: 20_000 }).toEqual({ app1: 'UP', app2: 'UP', app3: 'DOWN' });
    stopped = true;
    await Promise.all(clients);
    expect(Array.from(seen.keys())).toEqual([200]);
    // Taken out by its answer, not by a connection that it refused.
    expect(said).toMatch(/Server instances\/app3 is DOWN, reason: Layer7 wrong status, code: 503/);
  });

  it('ends on SIGUSR1, as docker stop sends it to HAProxy', async () => {
    const ended = haproxy === undefined ? undefined : once(haproxy, 'exit');
    haproxy?.kill('SIGUSR1');
    expect(await ended).toEqual([0, null]);
  });

  /** Requests that each instance has had through HAProxy. */
  const served = () => statistics('stot');

  async function since(before: Readonly<Record<string, string>>): Promise<Record<string, number>> {
    const now = await served();
    return Object.fromEntries(names.map((name) => [name, Number(now[name]) - Number(before[name])]));
  }
});
