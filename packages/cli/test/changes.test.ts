import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from './io.ts';

const directory = mkdtempSync(join(tmpdir(), 'probez-changes-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const keep = (name: string, text: object) => {
  const file = join(directory, name);
  writeFileSync(file, JSON.stringify(text));
  return file;
};

const http = (path: string, more: object = {}) => ({ httpGet: { path, port: 8080 }, ...more });
const deployment = (container: object, spec: object = {}, name = 'web') => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'app', image: 'web', ports: [{ containerPort: 8080 }], ...container }] },
    },
    ...spec,
  },
});
const probes = { livenessProbe: http('/livez'), readinessProbe: http('/readyz') };
const script = keep('app.json', {
  boots: [{ routes: { '/livez': [200], '/readyz': [200] }, sigterm: { closeAfterMs: 0, exitAfterMs: 500 } }],
});
const old = keep('old.json', deployment(probes));

describe('probez faults', () => {
  const faultsOf = async (container: object, ...args: string[]) => {
    const { code, stdout, stderr } = await runHere([
      'faults',
      keep('pod.json', deployment(container)),
      '--format',
      'json',
      ...args,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { version, faults } = JSON.parse(stdout);
    expect(version).toBe(1);
    const rows = faults as {
      fault: string;
      restarts: number;
      outOfServiceAfter?: number;
      servedAgainAfter?: number;
      goneAfter?: number;
    }[];
    return (name: string) => rows.find((one) => one.fault === name);
  };

  it('tells restarts, and when the Pod is out of service and back', async () => {
    const of = await faultsOf(probes);
    expect(of('loop blocked for 5 s')).toEqual({ fault: 'loop blocked for 5 s', restarts: 0 });
    expect(of('loop blocked forever')).toMatchObject({ restarts: 1 });
    expect(of('loop blocked forever')?.outOfServiceAfter).toBeGreaterThanOrEqual(20);
    expect(of('loop blocked forever')?.outOfServiceAfter).toBeLessThanOrEqual(31);
    expect(of('dependency down for 60 s')).toMatchObject({ restarts: 0 });
    expect(of('exits with 1')).toMatchObject({ restarts: 1 });
    expect(of('ignores SIGTERM')?.goneAfter).toBeGreaterThan(30);
  });

  it('a dependency on the path of liveness restarts the container', async () => {
    const of = await faultsOf({ livenessProbe: http('/health'), readinessProbe: http('/health') });
    expect(of('dependency down for 60 s')?.restarts).toBeGreaterThan(0);
  });

  it('without liveness a blocked loop is out of service for ever', async () => {
    const blocked = (await faultsOf({ readinessProbe: http('/readyz') }))('loop blocked forever');
    expect(blocked).toMatchObject({ restarts: 0 });
    expect(blocked).not.toHaveProperty('servedAgainAfter');
  });

  it.each([
    ['tcpSocket', { tcpSocket: { port: 8080 } }, 0],
    ['exec', { exec: { command: ['check'] } }, 1],
    ['grpc', { grpc: { port: 8080 } }, 1],
  ])('a blocked loop and %s', async (_kind, handler, restarts) => {
    expect((await faultsOf({ livenessProbe: handler }))('loop blocked forever')).toMatchObject({ restarts });
  });

  it('says that a Pod does not get ready', async () => {
    const never = keep('never.json', deployment({ readinessProbe: { tcpSocket: { port: 'nowhere' } } }));
    const { code, stderr } = await runHere(['faults', never]);
    expect(code).toBe(1);
    expect(stderr).toContain('the Pod does not become ready within ten minutes, even with a healthy app');
  });

  it.each([
    [[], 'no FILE given'],
    [[old, '--container', 'ap'], '--container "ap": the Pod has app'],
    [[old, '--format', 'html'], '--format "html": expected one of text, markdown, json'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await runHere(['faults', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('probez diff', () => {
  const next = keep(
    'new.json',
    deployment({
      ...probes,
      readinessProbe: http('/readyz', { periodSeconds: 2 }),
      lifecycle: { preStop: { sleep: { seconds: 5 } } },
    }),
  );

  it('tells what has changed, in numbers that follow', async () => {
    const { code, stdout, stderr } = await runHere(['diff', old, next, '--script', script]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^app: failure to out of service +20 to 31 s +4 to 7 s$/m);
    expect(stdout).toMatch(/^rollout: lost requests +[1-9]\d* +0$/m);
    expect(stdout).not.toContain('hang to restart');
    expect((await runHere(['diff', old, next, '--script', script, '--all'])).stdout).toContain('app: hang to restart');
  });

  it('Markdown and JSON', async () => {
    const markdown = (await runHere(['diff', old, next, '--script', script, '--format', 'markdown'])).stdout;
    expect(markdown).toMatch(/^\| {2}\| OLD \| NEW \|\n\| --- \| --- \| --- \|\n/);
    const json = JSON.parse((await runHere(['diff', old, next, '--script', script, '--format', 'json'])).stdout);
    expect(json).toMatchObject({ version: 1, workload: 'deployment/web', change: { done: true } });
  });

  it('a change that does not end is 1', async () => {
    const stuck = keep('stuck.json', deployment({ readinessProbe: http('/nowhere') }, { progressDeadlineSeconds: 20 }));
    const { code, stdout } = await runHere(['diff', old, stuck, '--script', script]);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'does not end: web-2-1 is not ready: Readiness probe failed: HTTP probe failed with statuscode: 404',
    );
  });

  it.each([
    [[old], 'expected two manifests'],
    [
      [old, keep('other.json', deployment(probes, {}, 'api'))],
      'the new manifest has Deployment "api", and the old one Deployment "web"',
    ],
    [[old, next, '--format', 'html'], '--format "html": expected one of text, markdown, json'],
    [['--git', '--output=x', old], '--git'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await runHere(['diff', ...args, '--script', script]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
