import { describe, expect, it } from 'vitest';
import { createPodSimulation, type PodSimulation } from '../../src/index.ts';
import { type BackOffEntry, backOffUntil, nextBackOff } from '../../src/machine/back-off.ts';

const steady = { boots: [{ routes: { '/livez': [200], '/readyz': [200] } }] };
const probe = (path: string, fields: object = {}) => ({ httpGet: { path, port: 8080 }, periodSeconds: 2, ...fields });

function simulate(
  spec: { app?: object; pod?: object; init?: object[] },
  apps: Parameters<typeof createPodSimulation>[0]['apps'] = { app: steady },
) {
  const containers = [{ name: 'app', image: 'x', ...spec.app }];
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers, ...(spec.init === undefined ? {} : { initContainers: spec.init }), ...spec.pod },
  };
  return createPodSimulation({ manifest, apps });
}

/** Seconds between two things that happened to a container. */
function between(pod: PodSimulation, from: string, to: string, container = 'app'): number {
  const at = (event: string) =>
    pod.records().find((one) => one.kind === 'container' && one.container === container && one.event === event)?.at ??
    Number.NaN;
  return Math.round((at(to) - at(from)) / 100) / 10;
}

describe('the restart back-off', () => {
  it('is nothing, then 10, 20, 40 ... 300 s, and is forgotten after ten minutes of running', () => {
    let entry: BackOffEntry | undefined;
    const delays: number[] = [];
    let now = 0;
    for (let restart = 0; restart < 8; restart++) {
      const until = backOffUntil(entry, now, now) ?? now;
      delays.push((until - now) / 1000);
      entry = nextBackOff(entry, now, until);
      now = until + 1000;
    }
    expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    expect(backOffUntil(entry, now + 601_000, now + 601_000)).toBeUndefined();
  });
});

describe('stopping', () => {
  const ignores = { app: { boots: [{ routes: {}, sigterm: 'ignore' as const }] } };
  it.each<[string, object, number, number]>([
    ['the grace period, then SIGKILL', {}, 9, 9],
    ['at least 2 s', {}, 1, 2],
    ['a preStop hook counts against it', { lifecycle: { preStop: { sleep: { seconds: 4 } } } }, 9, 9],
    ['and leaves 2 s at least', { lifecycle: { preStop: { exec: { command: ['sleep', '100'] } } } }, 6, 8],
    ['its part seconds do not count', { lifecycle: { preStop: { exec: { command: ['sleep', '3.7'] } } } }, 9, 9.7],
  ])('%s', async (_name, app, grace, expected) => {
    const pod = simulate({ app, pod: { terminationGracePeriodSeconds: grace } }, ignores);
    await pod.runFor(10);
    pod.delete();
    await pod.runFor(60);
    expect(between(pod, 'killing', 'sigkill')).toBe(expected);
  });

  it('takes the grace period of the probe that failed, but the deletion has its own', async () => {
    const app = { livenessProbe: probe('/livez', { failureThreshold: 1, terminationGracePeriodSeconds: 5 }) };
    const failing = { app: { boots: [{ routes: { '/livez': [500] }, sigterm: 'ignore' as const }] } };
    const killed = simulate({ app, pod: { terminationGracePeriodSeconds: 20 } }, failing);
    await killed.runFor(12);
    expect(between(killed, 'killing', 'sigkill')).toBe(5);
    const deleted = simulate(
      { app, pod: { terminationGracePeriodSeconds: 20 } },
      { app: { boots: [{ routes: { '/livez': [200] }, sigterm: 'ignore' }] } },
    );
    await deleted.runFor(3);
    deleted.delete();
    await deleted.runFor(30);
    expect(between(deleted, 'killing', 'sigkill')).toBe(20);
  });

  it('a deletion waits for a kill that is under way, with its own grace period, and for the start after it', async () => {
    const app = { livenessProbe: probe('/livez', { failureThreshold: 1 }) };
    const pod = simulate(
      { app, pod: { terminationGracePeriodSeconds: 30 } },
      { app: { boots: [{ routes: { '/livez': [500] }, sigterm: 'ignore' }] } },
    );
    await pod.runFor(12);
    pod.delete(5);
    await pod.runFor(60);
    expect(between(pod, 'killing', 'sigkill')).toBe(30);
    const happened = pod.records().flatMap((one) => ('event' in one && one.kind !== 'hook' ? [one.event] : []));
    const start = ['started', 'killing', 'sigterm'];
    expect(happened).toEqual([
      ...start,
      'deleted',
      'sigkill',
      'exited',
      ...start,
      'sigkill',
      'exited',
      'terminated',
      'gone',
    ]);
  });

  it('sidecars go last, in reverse order, their preStop hooks at once', async () => {
    const side = (name: string) => ({ name, image: 'x', restartPolicy: 'Always' });
    const slow = (ms: number) => ({ boots: [{ routes: {}, sigterm: { exitAfterMs: ms } }] });
    const pod = simulate(
      { init: [side('one'), { ...side('two'), lifecycle: { preStop: { sleep: { seconds: 1 } } } }] },
      { app: slow(3000), one: slow(1000), two: slow(1000) },
    );
    await pod.runFor(5);
    pod.delete();
    await pod.runFor(30);
    const order = pod
      .records()
      .flatMap((one) => (one.kind === 'container' && one.event === 'exited' ? [one.container] : []));
    expect(order).toEqual(['app', 'two', 'one']);
    expect([between(pod, 'killing', 'exited', 'two'), between(pod, 'killing', 'exited', 'one')]).toEqual([4, 5]);
  });

  it('liveness of a sidecar goes on during a deletion, that of a main container does not', async () => {
    const init = [
      {
        name: 'side',
        image: 'x',
        restartPolicy: 'Always',
        livenessProbe: { tcpSocket: { port: 9000 }, periodSeconds: 1 },
      },
    ];
    const slow = { boots: [{ routes: { '/livez': [200] }, sigterm: { exitAfterMs: 6000 } }] };
    const pod = simulate(
      { init, app: { livenessProbe: probe('/livez', { periodSeconds: 1 }) } },
      { app: slow, side: slow },
    );
    await pod.runFor(5.5); // between two ticks
    pod.delete();
    const before = pod.records().length;
    await pod.runFor(5);
    const probed = pod
      .records()
      .slice(before)
      .flatMap((one) => (one.kind === 'probe' ? [one.container] : []));
    expect(new Set(probed)).toEqual(new Set(['side']));
  });
});

describe('probing', () => {
  it('a named port that is nowhere: errors that count nothing', async () => {
    const pod = simulate({
      app: { livenessProbe: { httpGet: { port: 'web' }, periodSeconds: 1, failureThreshold: 1 } },
    });
    await pod.runFor(30);
    expect(pod.row().restarts).toBe(0);
    expect(pod.events().at(-1)?.message).toBe(
      'Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing "web": invalid syntax',
    );
  });

  it('counters are not reset by a new container', async () => {
    // Readiness fails twice before the container ends: the first try after the restart makes it three.
    const app = { readinessProbe: probe('/readyz', { periodSeconds: 1, failureThreshold: 3 }) };
    const pod = simulate(
      { app },
      {
        app: {
          boots: [
            { routes: { '/readyz': [200, 200, 503] }, exitAfterMs: 3400, exitCode: 1 },
            { routes: { '/readyz': [503] } },
          ],
        },
      },
    );
    await pod.runFor(6);
    const runs = pod.records().flatMap((one) => (one.kind === 'probe' && one.outcome === 'failure' ? [one.run] : []));
    expect(Math.max(...runs)).toBeGreaterThan(3);
  });

  it('grpc: only SERVING', async () => {
    let status = 'NOT_SERVING';
    const pod = simulate(
      { app: { readinessProbe: { grpc: { port: 8080 }, periodSeconds: 1 } } },
      { app: { start: () => () => ({ status: 200 }), grpc: () => status } },
    );
    await pod.runFor(5);
    expect(pod.row().ready).toBe('0/1');
    expect(pod.events().at(-1)?.message).toBe(
      'Readiness probe failed: service unhealthy (responded with "NOT_SERVING")',
    );
    status = 'SERVING';
    await pod.runFor(2);
    expect(pod.row().ready).toBe('1/1');
  });

  it('a tcpSocket hook is refused at run time', async () => {
    const pod = simulate({ app: { lifecycle: { postStart: { tcpSocket: { port: 8080 } } } } });
    await pod.runFor(5);
    expect(pod.events().map(({ reason }) => reason)).toEqual(['Created', 'Started', 'FailedPostStartHook', 'Killing']);
  });
});
