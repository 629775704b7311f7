import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, post } from '../../examples/demoapp/test/demoapp.ts';
import { until } from '../shutdown/haproxy.ts';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { pathOf, read } from './example.ts';
import { buildImage, createPodman, type Podman } from './podman.ts';

const SCRIPT = 'clients/podman/run.sh';
const absent = missing('podman', 'buildah', 'runc', 'ldd');

interface Health {
  readonly Status: string;
  readonly FailingStreak: number;
  readonly Log: readonly { readonly ExitCode: number; readonly Output: string }[];
}
interface State {
  readonly Status: string;
  readonly ExitCode: number;
  readonly StartedAt: string;
  readonly Health: Health;
}

describe.skipIf(absent)('podman with examples/clients/podman/run.sh', () => {
  let podman: Podman;
  let port: number;
  /** Failures count from the beginning, and none is the machine's: creating a process may take a busy one seconds. */
  const eager = ['--health-start-period', '0s', '--health-timeout', '30s'];

  beforeAll(async () => {
    podman = createPodman();
    await buildImage(podman);
  }, 120_000);
  afterAll(() => podman?.remove());

  /** Runs the script. Instead of a published port the machine's network: there may be no bridge here. */
  async function start(name: string, ...options: readonly string[]): Promise<void> {
    port = await freePort();
    const { code, stderr } = await podman.run(
      pathOf(SCRIPT),
      ['--network', 'host', '--env', 'HOST=127.0.0.1', ...options],
      { NAME: name, PORT: String(port) },
    );
    expect(code, stderr).toBe(0);
    await until(async () => (await ask(port, { path: '/livez' })).status === 200, 'the app listens');
  }
  const state = async (name: string): Promise<State> =>
    JSON.parse(await podman.podman('inspect', '--format', '{{json .State}}', name));
  /** What the timer does every 10 s: the exit code, and the health after it. */
  async function check(name: string): Promise<readonly [number | null, string]> {
    const { code } = await podman.run('podman', ['healthcheck', 'run', name]);
    return [code, (await state(name)).Health.Status];
  }

  it('gives the container the health check that the README explains', async () => {
    await start('numbers');
    const seconds = 1_000_000_000;
    expect(JSON.parse(await podman.podman('inspect', '--format', '{{json .Config.Healthcheck}}', 'numbers'))).toEqual({
      Test: ['CMD', 'probez', 'check', '--timeout', '2', `http://127.0.0.1:${port}/livez`],
      Interval: 10 * seconds,
      Timeout: 3 * seconds,
      Retries: 3,
      StartPeriod: 10 * seconds,
    });
    await podman.podman('rm', '--force', '--time', '0', 'numbers');
  });

  it('sees livez=FAIL and OK: healthy, unhealthy after three failures, healthy', async () => {
    await start('toggled', '--health-on-failure', 'none', ...eager);
    expect(await check('toggled')).toEqual([0, 'healthy']);
    await post(port, 'livez', 'FAIL');
    expect(await check('toggled')).toEqual([1, 'healthy']);
    expect(await check('toggled')).toEqual([1, 'healthy']);
    expect(await check('toggled')).toEqual([1, 'unhealthy']);
    const { Health } = await state('toggled');
    expect(Health.FailingStreak).toBe(3);
    expect(Health.Log.at(-1)).toMatchObject({ ExitCode: 1, Output: 'HTTP probe failed with statuscode: 503' });
    await post(port, 'livez', 'OK');
    expect(await check('toggled')).toEqual([0, 'healthy']);
  });

  it('leaves an app alone that is not ready', async () => {
    await post(port, 'readyz', 'FAIL');
    expect((await ask(port, { path: '/readyz' })).status).toBe(503);
    expect(await check('toggled')).toEqual([0, 'healthy']);
    await post(port, 'readyz', 'OK');
  });

  it('a drain: not ready and still healthy, serves on, then exit code 0', async () => {
    const stopped = podman.podman('stop', 'toggled');
    await until(async () => (await ask(port, { path: '/readyz' })).status === 503, 'not ready');
    expect((await ask(port, { path: '/' })).status).toBe(200);
    expect((await ask(port, { path: '/livez' })).status).toBe(200);
    await stopped;
    expect(await state('toggled')).toMatchObject({ Status: 'exited', ExitCode: 0 });
  });

  it('restarts what is unhealthy', async () => {
    await start('restarted', ...eager, '--env', 'DRAIN_DELAY_MS=0');
    expect(await check('restarted')).toEqual([0, 'healthy']);
    const { StartedAt } = await state('restarted');
    await post(port, 'livez', 'FAIL');
    for (let attempt = 0; attempt < 3; attempt += 1) await check('restarted');
    await until(async () => (await state('restarted')).StartedAt !== StartedAt, 'a new start');
    await until(async () => (await ask(port, { path: '/livez' })).status === 200, 'the app listens again');
    expect(await check('restarted')).toEqual([0, 'healthy']);
  });

  it('with a path that does not exist is never healthy, which shows that the path matters', async () => {
    // The port is known to the container only.
    const script =
      "require('node:child_process').execFileSync('probez', ['check', 'http://127.0.0.1:' + process.env.PORT + '/live'])";
    await start(
      'wrong',
      '--health-on-failure',
      'none',
      ...eager,
      '--health-cmd',
      JSON.stringify(['node', '-e', script]),
    );
    expect((await check('wrong'))[0]).toBe(1);
    expect((await state('wrong')).Health.Log.at(-1)?.Output).toContain('statuscode: 404');
  });
});

describe('demoapp.container', () => {
  it('has the numbers of run.sh', () => {
    const unit = read('clients/podman/demoapp.container');
    const script = read(SCRIPT);
    for (const [, key = '', value = ''] of unit.matchAll(/^Health(Interval|Timeout|Retries|StartPeriod)=(.*)$/gm)) {
      const option = key.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
      expect(script).toContain(`--health-${option} ${value} `);
    }
    const command = /--health-cmd "(.*)" /.exec(script)?.[1]?.replaceAll('\\"', '"').replace('$port', '8080');
    expect(unit).toContain(`HealthCmd=${command}\n`);
  });
});
