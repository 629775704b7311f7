import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoApp, post, start } from '../../examples/demoapp/test/demoapp.ts';
import { type RunningProgram, startProgram, temporaryFolder } from '../servers/support/processes.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { read, writeWith } from './example.ts';
import { after, light } from './traffic.ts';

const FILE = 'clients/haproxy/haproxy.cfg';

interface Balancer {
  readonly port: number;
  readonly program: RunningProgram;
  /** A server's fields in HAProxy's statistics. https://docs.haproxy.org/2.6/management.html#9.1 */
  server(name: string): Promise<Readonly<Record<string, string>>>;
  metrics(): Promise<string>;
}

describe.skipIf(missing('haproxy', 'setpriv'))('HAProxy with examples/clients/haproxy/haproxy.cfg', () => {
  const folder = temporaryFolder();
  const started: RunningProgram[] = [];
  let apps: readonly [DemoApp, DemoApp];
  let balancer: Balancer;

  async function haproxy(name: string, configuration: (target: string) => string): Promise<Balancer> {
    const [port, monitor] = [await freePort(), await freePort()];
    const program = startProgram(need('haproxy'), ['-db', '-f', configuration(`${folder.path}/${name}.cfg`)], {
      cwd: folder.path,
      env: {
        LISTEN: `127.0.0.1:${port}`,
        MONITOR: `127.0.0.1:${monitor}`,
        APP_1: `127.0.0.1:${apps[0].port}`,
        APP_2: `127.0.0.1:${apps[1].port}`,
        INTER: '200ms',
        FASTINTER: '100ms',
        DOWNINTER: '100ms',
      },
    });
    started.push(program);
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${monitor}${path}`)).text();
    return {
      port,
      program,
      async server(name) {
        const [head = '', ...lines] = (await ask('/stats;csv')).replace('# ', '').split('\n');
        const line = lines.find((one) => one.startsWith(`instances,${name},`))?.split(',') ?? [];
        // An asterisk says that a check is under way; the status beside it is the last one's, the code is 0 by then.
        return Object.fromEntries(
          head.split(',').map((field, index) => [field, (line[index] ?? '').replace(/^\* /, '')]),
        );
      },
      metrics: () => ask('/metrics'),
    };
  }

  const sees = (name: string, status: 'UP' | 'DOWN') =>
    until(async () => (await balancer.server(name)).status === status, `${name} ${status}: ${balancer.program.log()}`);

  /** The reason why a server is out, in a moment between two checks. */
  const answered = ({ server }: Balancer, name: string, code: string) =>
    until(async () => {
      const { check_status, check_code } = await server(name);
      return check_status === 'L7STS' && check_code === code;
    }, `${name} was asked and answered ${code}`);

  beforeAll(async () => {
    apps = [await start({ DRAIN_DELAY_MS: '4000' }), await start({})];
    // A machine that stands still for a second says nothing about an app.
    const patient = { 'timeout check 1s': 'timeout check 10s' };
    balancer = await haproxy('haproxy', (target) => writeWith(read(FILE), patient, target));
    await sees('app1', 'UP');
    await sees('app2', 'UP');
  });
  afterAll(async () => {
    await Promise.all(started.map((program) => program.kill()));
    for (const { child } of apps) child.kill('SIGKILL');
    folder.remove();
  });

  it('sees readyz=FAIL and OK: up, down, up; no request fails', async () => {
    const load = light(balancer.port);
    await after(load, 20);
    await post(apps[0].port, 'readyz', 'FAIL');
    await sees('app1', 'DOWN');
    await answered(balancer, 'app1', '503');
    expect(await balancer.server('app2')).toMatchObject({ status: 'UP' });
    const { stot } = await balancer.server('app1');
    await after(load, 20);
    expect((await balancer.server('app1')).stot, 'requests to an instance that is out').toBe(stot);
    await post(apps[0].port, 'readyz', 'OK');
    await sees('app1', 'UP');
    await until(async () => (await balancer.server('app1')).stot !== stot, 'requests to app1 again');
    const { errors } = await load.stop();
    expect(errors).toEqual({});
  });

  it('asks readiness, not liveness', async () => {
    await post(apps[1].port, 'livez', 'FAIL');
    const { chkfail } = await balancer.server('app2');
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // five checks
    expect(await balancer.server('app2')).toMatchObject({ status: 'UP', chkfail });
    await post(apps[1].port, 'livez', 'OK');
  });

  it('shows it to Prometheus', async () => {
    const text = await balancer.metrics();
    expect(text).toContain('haproxy_server_status{proxy="instances",server="app1",state="UP"} 1');
    expect(text).toMatch(/haproxy_server_check_failures_total\{proxy="instances",server="app1"\} \d+/);
  });

  it('takes an instance out that drains, before it closes; no request fails and none is made again', async () => {
    const load = light(balancer.port);
    await after(load, 20);
    apps[0].child.kill('SIGTERM');
    await sees('app1', 'DOWN');
    expect(apps[0].child.exitCode, 'the app still serves').toBeNull();
    expect(await apps[0].exited).toEqual([0, null]);
    await after(load, 20);
    const { errors, requests } = await load.stop();
    expect(errors).toEqual({});
    expect(requests).toBeGreaterThan(40);
    // Nor did a retry or another instance have to help.
    expect(await balancer.server('app1')).toMatchObject({ econ: '0', eresp: '0', wretr: '0', wredis: '0' });
  });

  it('with a wrong path never sees the instance up, which shows that the path matters', async () => {
    const wrong = await haproxy('wrong', (target) => writeWith(read(FILE), { 'uri /readyz ': 'uri /ready ' }, target));
    await until(async () => (await wrong.server('app2')).status === 'DOWN', 'down for a wrong path');
    await answered(wrong, 'app2', '404');
  });
});
