import { describe, expect, it } from 'vitest';
import { type Act, type PlayOptions, playRollout, readRollout } from '../../src/rollout.ts';

const manifests = (spec: object, container: object = {}) => {
  const labels = { app: 'web' };
  const app = {
    name: 'app',
    image: 'web',
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 2 },
    ...container,
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        replicas: 3,
        selector: { matchLabels: labels },
        ...spec,
        template: { metadata: { labels }, spec: { containers: [app] } },
      },
    },
  ];
};
const well = { listenAfterMs: 1000, routes: { '/readyz': [200] } };

/** Plays a new version: the same template once more. */
function replace(
  spec: object,
  container: object,
  boot: object,
  more: Partial<PlayOptions> & { newBoot?: object; acts?: Act[] } = {},
) {
  const objects = readRollout(manifests(spec, container));
  const { workload } = objects;
  const next = { ...workload, template: { ...workload.template, annotations: { version: '2' } } };
  const { newBoot = boot, acts = [{ seconds: 0, kind: 'apply', workload: next }], ...rest } = more;
  const apps = (revision: number) => ({ app: { boots: [revision === 1 ? boot : newBoot] } });
  return playRollout({ ...objects, acts, apps, ...rest }).report;
}
const lossesOf = (report: ReturnType<typeof replace>) =>
  [...new Set(report.requests?.losses.map((one) => one.reason))].sort();

describe('requests during a rollout', () => {
  it('are lost at a process that ends at once: those under way, and those of clients who have not heard of it', () => {
    const report = replace({}, {}, well);
    expect(report).toMatchObject({ done: true, leastReady: 3, requests: { port: 8080 } });
    expect(lossesOf(report)).toEqual(['cut', 'stopping']);
    // Three Pods; each is on the lists for a second, and gets a third of the 50 new connections a second.
    const refused = report.requests?.losses.filter((one) => one.reason === 'stopping').map((one) => one.count) ?? [];
    expect(refused).toHaveLength(3);
    for (const count of refused) expect(Math.abs(count - 50 / 3)).toBeLessThanOrEqual(4);
    expect(report.requests?.lost).toBe(report.requests?.losses.reduce((sum, one) => sum + one.count, 0));
  });

  const drain = { ...well, sigterm: { closeAfterMs: 2000, exitAfterMs: 2500 } };
  it.each([
    [
      'a preStop sleep longer than the delay, and an end that waits for answers',
      { lifecycle: { preStop: { sleep: { seconds: 2 } } } },
      { ...well, sigterm: { closeAfterMs: 0, exitAfterMs: 500 } },
    ],
    ['an app that listens on after SIGTERM', {}, drain],
  ])('are not lost with %s', (_what, container, boot) => {
    expect(replace({}, container, boot).requests).toMatchObject({ lost: 0, losses: [] });
  });

  it.each([
    ['no readiness probe: it is in service before it listens', {}, { readinessProbe: undefined }, drain, ['starting']],
    ['Recreate: nobody is there', { strategy: { type: 'Recreate' } }, {}, drain, ['no endpoints', 'stopping']],
    [
      'a drain that ends before the clients have heard',
      {},
      {},
      { ...well, sigterm: { closeAfterMs: 300, exitAfterMs: 2000 } },
      ['stopping'],
    ],
  ])('are lost with %s', (_what, spec, container, boot, reasons) => {
    const report = replace(spec, container, boot);
    expect(report.requests?.lost).toBeGreaterThan(0);
    expect(lossesOf(report)).toEqual(reasons);
  });

  it('are fewer or more as the load says, and none without a rate', () => {
    const lost = (load: PlayOptions['load']) => replace({}, {}, well, { load }).requests?.lost ?? 0;
    expect(lost({ endpointDelayMs: 3000 })).toBeGreaterThan(lost({ endpointDelayMs: 500 }) * 3);
    expect(lost({ requestMs: 1 })).toBeLessThan(lost({ requestMs: 500 }));
    expect(replace({}, {}, well, { load: { rate: 0 } }).requests).toBeUndefined();
  });
});

describe('a rollout that does not end', () => {
  it('says since when, and why: what the probe of the new Pod said last', () => {
    const spec = { progressDeadlineSeconds: 30 };
    const bad = { routes: { '/readyz': [503] } };
    const report = replace(spec, {}, drain(), { newBoot: bad });
    expect(report).toMatchObject({ done: false, leastReady: 3, requests: { lost: 0 } });
    expect(report.stalled?.why).toBe(
      'web-2-1 is not ready: Readiness probe failed: HTTP probe failed with statuscode: 503',
    );
    expect(report.stalled?.since).toBeLessThan(2);
    expect(report.timeline.map((one) => one.text)).toContain('progressDeadlineSeconds have passed');
  });

  it('says that a container crashes', () => {
    const report = replace({ progressDeadlineSeconds: 60 }, {}, drain(), {
      newBoot: { exitAfterMs: 300, exitCode: 1 },
    });
    expect(report.stalled?.why).toMatch(/^web-2-1 is not ready \((terminated:Error:1|waiting:CrashLoopBackOff)\)/);
    expect(report.restarts).toBeGreaterThan(1);
  });

  const drain = () => ({ ...well, sigterm: { closeAfterMs: 2000, exitAfterMs: 2500 } });
});

describe('evictions', () => {
  it('wait for the budget', () => {
    const objects = readRollout([
      ...manifests({}),
      {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'web' },
        spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } },
      },
    ]);
    const { report } = playRollout({
      ...objects,
      acts: [{ seconds: 0, kind: 'evict', pods: 2 }],
      apps: () => ({ app: { boots: [well] } }),
    });
    expect(report).toMatchObject({ done: true, leastReady: 2 });
    expect(report.evictions.map((one) => one.allowed)).toEqual([true, false, true]);
  });
});

describe('the Service before the Pods', () => {
  const [service = {}, workload = {}] = manifests({});
  const spec = (more: object) => ({ ...service, spec: { ports: [{ port: 80 }], ...more } });

  it.each([
    ['selects them', { selector: { app: 'web' } }, 'web'],
    ['selects others', { selector: { app: 'web', tier: 'front' } }, undefined],
    ['selects nothing', { selector: {} }, undefined],
    ['has no selector', {}, undefined],
    ['is a name elsewhere', { selector: { app: 'web' }, type: 'ExternalName', externalName: 'x.example' }, undefined],
  ])('%s', (_what, more, name) => {
    expect(readRollout([spec(more), workload]).service?.name).toBe(name);
  });
});
