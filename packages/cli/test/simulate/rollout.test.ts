import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from '../io.ts';

const directory = mkdtempSync(join(tmpdir(), 'probez-rollout-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const keep = (name: string, text: string | object) => {
  const file = join(directory, name);
  writeFileSync(file, typeof text === 'string' ? text : JSON.stringify(text));
  return file;
};

const labels = { app: 'web' };
const container = (more: object = {}) => ({
  name: 'app',
  image: 'web',
  ports: [{ containerPort: 8080 }],
  readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 2 },
  ...more,
});
const workload = (kind: string, spec: object = {}, app: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web' },
  spec: {
    ...(kind === 'DaemonSet' ? {} : { replicas: 3 }),
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [container(app)] } },
    ...spec,
  },
});
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
};
const budget = {
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web' },
  spec: { minAvailable: 2, selector: { matchLabels: labels } },
};
const files = {
  service: keep('service.yaml', service),
  budget: keep('budget.yaml', budget),
  web: keep('web.yaml', workload('Deployment')),
  slept: keep('slept.yaml', workload('Deployment', {}, { lifecycle: { preStop: { sleep: { seconds: 5 } } } })),
  stateful: keep('stateful.yaml', workload('StatefulSet', { serviceName: 'web' })),
  daemon: keep('daemon.yaml', workload('DaemonSet')),
  app: keep('app.json', {
    boots: [{ listenAfterMs: 1000, routes: { '/readyz': [200] }, sigterm: { closeAfterMs: 0, exitAfterMs: 300 } }],
  }),
  bad: keep('bad.json', { boots: [{ routes: { '/readyz': [503] } }] }),
};
const play = (...args: string[]) => runHere(['simulate', ...args]);
const report = async (...args: string[]) => JSON.parse((await play(...args, '--format', 'json')).stdout);
const script = ['--script', files.app];

describe('probez simulate --rollout', () => {
  it('tells how long it takes, what is ready, and which requests are lost and why', async () => {
    const { code, stdout, stderr } = await play(files.web, files.service, '--rollout', ...script);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^deployment\/web, 3 replicas, RollingUpdate: done in \d+\.\d s\n/);
    expect(stdout).toContain('least ready: 3 of 3; most Pods at a time: 5\n');
    expect(stdout).toMatch(/requests: \d+ sent to port 8080, \d+ lost\n/);
    expect(stdout).toMatch(
      /\d+ refused: web-1-1 no longer listened, but clients still sent requests to it \(\d\d requests a second for \d\.\d s\)/,
    );
  });

  it('loses none with a preStop sleep longer than the delay', async () => {
    const { code, stdout } = await play(files.slept, files.service, '--rollout', ...script, '--expect', 'lost = 0');
    expect(code).toBe(0);
    expect(stdout).toContain('none lost');
  });

  it.each([
    ['a new manifest', ['--to', files.slept], { kind: 'Deployment', done: true, leastReady: 3 }],
    ['another number', ['--scale', '5'], { replicas: 5, done: true }],
    ['evictions', ['--evict', '2', files.budget], { done: true, leastReady: 2 }],
    ['a bad version', ['--rollout', '--new-script', files.bad], { done: false, leastReady: 3 }],
    [
      'a bad version and a rollback',
      ['--rollout', '--new-script', files.bad, '--rollback-after', '20'],
      { done: true, leastReady: 3 },
    ],
  ])('%s', async (_what, args, expected) => {
    const found = await report(files.web, files.service, ...args, ...script);
    expect(found).toMatchObject({ version: 1, name: 'web', ...expected });
  });

  it.each([
    [files.stateful, 'StatefulSet'],
    [files.daemon, 'DaemonSet'],
  ])('%s', async (file, kind) => {
    expect(await report(file, files.service, '--rollout', ...script)).toMatchObject({
      kind,
      done: true,
      leastReady: 2,
    });
  });

  it('ends with 1 and the timeline where a promise is not kept', async () => {
    const { code, stdout, stderr } = await play(
      files.web,
      files.service,
      '--rollout',
      ...script,
      '--expect',
      'lost = 0',
      '--expect',
      'done < 2m',
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/^probez simulate: not met: lost = 0 \(it was \d+\)\n$/);
    expect(stdout).toContain('web-2-1 is ready');
  });

  it.each([
    [['--rollout', '--rate', 'many'], '--rate "many": expected a whole number from 0 to 1000'],
    [['--rollout', '--keep-alive', '0.5'], '--keep-alive "0.5": expected a percentage from 0% to 100%'],
    [['--rollout', '--format', 'watch'], '--format "watch": expected one of text, full, json'],
    [
      ['--rollout', '--expect', 'lots = 0'],
      '"lots = 0": unknown measure "lots": expected one of done, lost, least-ready, most-pods, restarts',
    ],
    [
      ['--rollout', '--expect', 'lost is 0'],
      '"lost is 0": expected a condition such as "done < 30s" or "restarts = 0"',
    ],
    [['--rollout', '--expect', 'lost < 5s'], '"lost < 5s": "lost" is a number, not a time'],
    [['--rollout', '--delete-after', '5'], '--delete-after cannot be combined with a rollout'],
    [
      ['--scale', '2', '--rollback-after', '5'],
      '--rollback-after: there is no new template to roll back; add --rollout or --to',
    ],
    [['--to', files.daemon], 'the new manifest has DaemonSet "web", and the old one Deployment "web"'],
    [['--to', join(directory, 'none.yaml')], 'none.yaml'],
    [['--rollout', '--pod', 'api'], 'no workload "api": there is deployment/web'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await play(files.web, ...script, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('says what it lacks', async () => {
    const { code, stderr } = await play(files.service, '--rollout');
    expect(code).toBe(2);
    expect(stderr).toContain('no workload with a rollout: expected a Deployment, a StatefulSet, a DaemonSet');
    const noted = await play(files.web, '--rollout', ...script);
    expect(noted.stderr).toContain('no Service selects the Pods; a Service for the first port');
  });
});

describe('--expect of a Pod', () => {
  it.each([
    ['ready < 30s', 0],
    ['ready < 1s', 1],
    ['restarts = 0', 0],
    ['away <= 0', 0],
  ])('%s', async (promise, code) => {
    expect(await play(files.web, ...script, '--expect', promise)).toMatchObject({ code });
  });

  it.each(['trace', 'watch', 'json'])('tells where it breaks, beside --format %s', async (format) => {
    const dies = keep('dies.json', { boots: [{ routes: { '/readyz': [200] }, exitAfterMs: 20_000, exitCode: 3 }] });
    const { code, stderr, stdout } = await play(
      files.web,
      '--script',
      dies,
      '--expect',
      'restarts = 0',
      '--format',
      format,
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/not met: restarts = 0 \(it was \d\)\n +0\.0 s {2}app starts\n/);
    expect(stderr).toMatch(/\n +2\d\.\d s {2}app starts again \(restart 1\)\n/);
    expect(stdout).not.toContain('starts again');
  });
});

describe('promises of probez.yaml', () => {
  const promise = (name: string, text: string) => ['--config', keep(name, text)];
  it.each<[string, string[], string[], number, string]>([
    ['of a Pod', [], promise('1.yaml', 'expect: { pod: [ready < 1s] }'), 1, 'not met: ready < 1s'],
    ['of a rollout', ['--rollout'], promise('2.yaml', 'expect: { rollout: [lost = 0] }'), 1, 'not met: lost = 0'],
    ['of the other kind', ['--rollout'], promise('3.yaml', 'expect: { pod: [ready < 1s] }'), 0, ''],
    [
      'of another workload',
      ['--rollout'],
      promise('4.yaml', 'overrides: [{ workloads: [api], expect: { rollout: [lost = 0] } }]'),
      0,
      '',
    ],
    [
      'of this one, and of its file',
      ['--rollout', '--expect', 'done < 1s'],
      promise(
        '5.yaml',
        'overrides: [{ files: ["w*.yaml"], workloads: [deployment/web], expect: { rollout: [lost = 0] } }]',
      ),
      1,
      'not met: done < 1s',
    ],
  ])('%s', async (_what, args, config, code, text) => {
    const ended = await play(files.web, files.service, ...script, ...args, ...config);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(text);
  });

  it('one that may not stand there', async () => {
    const { code, stderr } = await play(files.web, ...promise('6.yaml', 'expect: { pod: [lost = 0] }'));
    expect(code).toBe(2);
    expect(stderr).toContain('6.yaml:1:17 expect.pod[0] is "lost = 0": expected a condition such as');
  });
});
