import { describe, expect, it } from 'vitest';
import { createPodSimulation, type SimulatedRequest } from '../../src/index.ts';

const manifest = `
apiVersion: v1
kind: Pod
metadata: { name: demo }
spec:
  containers:
    - name: app
      image: demo:1
      ports: [{ name: http, containerPort: 8080 }]
      readinessProbe: { httpGet: { path: /readyz, port: http }, periodSeconds: 5 }
      livenessProbe: { httpGet: { path: /livez, port: http }, periodSeconds: 5 }
`;

/** The demo app in small: POST sets what GET answers. */
function createApp(asynchronous = false) {
  return {
    start() {
      const values: Record<string, string> = { '/livez': 'OK', '/readyz': 'OK' };
      const answer = ({ method, url, body }: SimulatedRequest) => {
        if (method === 'POST') values[url] = body ?? '';
        return { status: method === 'POST' || values[url] === 'OK' ? 200 : 503, body: values[url] ?? '' };
      };
      return asynchronous ? async (request: SimulatedRequest) => answer(request) : answer;
    },
  };
}

describe.each([
  ['with plain answers', false],
  ['with promises', true],
])('createPodSimulation, %s', (_name, asynchronous) => {
  const start = () => createPodSimulation({ manifest, apps: { app: createApp(asynchronous) } });

  it('takes the Pod out of service within 15 s and never restarts it', async () => {
    const pod = start();
    await pod.runUntil((row) => row.ready === '1/1');
    await pod.request({ method: 'POST', url: '/readyz', body: 'FAIL' });
    expect(await pod.runUntil((row) => row.ready === '0/1')).toBeLessThanOrEqual(15);
    await pod.runFor(3600);
    expect(pod.row()).toEqual({ name: 'demo', ready: '0/1', status: 'Running', restarts: 0 });
    await pod.request({ method: 'POST', url: '/readyz', body: 'OK' });
    expect(await pod.runUntil((row) => row.ready === '1/1')).toBeLessThanOrEqual(5);
  });

  it('restarts what is dead, and the restart resets it', async () => {
    const pod = start();
    await pod.runFor(20);
    await pod.request({ method: 'POST', url: '/livez', body: 'FAIL' });
    await pod.runUntil((row) => row.restarts === 1 && row.ready === '1/1', { seconds: 30 });
    expect(pod.events().map(({ reason, count }) => [reason, count])).toEqual([
      ['Created', 2],
      ['Started', 2],
      ['Unhealthy', 2], // the readiness probe before the app listens, at each start
      ['Unhealthy', 3],
      ['Killing', 1],
    ]);
    expect(pod.watch().map(({ ready, status, restarts }) => `${ready} ${status} ${restarts}`)).toEqual([
      '0/1 ContainerCreating 0',
      '0/1 Running 0',
      '1/1 Running 0',
      '0/1 Running 1',
      '1/1 Running 1',
    ]);
    expect(pod.describe()).toMatch(
      / {2}Normal {3}Killing {4}\d+s {13,}kubelet {2}spec\.containers\{app\}: Container app failed liveness probe, will be restarted\n/,
    );
  });

  it('ends with its deletion', async () => {
    const pod = start();
    await pod.runFor(10);
    pod.delete();
    expect(pod.row().status).toBe('Terminating');
    await pod.runFor(5);
    expect(pod.status().phase).toBe('Succeeded');
  });
});

describe('what it says about mistakes', () => {
  it('a container that is not there', () => {
    expect(() => createPodSimulation({ manifest, apps: { web: createApp() } })).toThrow(
      'apps: no container "web": the Pod has "app"',
    );
  });
  it('a script with a typing error', () => {
    const routes = { livez: [200], '/readyz': [] };
    expect(() => createPodSimulation({ manifest, apps: { app: { boots: [{ routes }] } } })).toThrow(
      /routes\["livez"\]: Invalid value: "livez": must be a path that begins with "\/"\n.*routes\["\/readyz"\]: Required value/,
    );
    expect(() => createPodSimulation({ manifest, apps: { app: { boots: [{ routes: { '/livez': [99] } }] } } })).toThrow(
      'apps.app.boots[0].routes["/livez"][0]: Invalid value: 99: must be a status',
    );
  });
  it('time that passes too fast for promises', () => {
    const pod = createPodSimulation({ manifest, apps: { app: createApp(true) } });
    expect(() => pod.runForSync(30)).toThrow('the app answers asynchronously');
  });
  it('a condition that never holds', async () => {
    const pod = createPodSimulation({ manifest, apps: { app: createApp() } });
    await expect(pod.runUntil((row) => row.restarts > 0, { seconds: 60 })).rejects.toThrow('after 60 s');
  });
});

it('knows restart policies, init containers and sidecars in the STATUS column', async () => {
  const pod = createPodSimulation({
    manifest: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: {
        restartPolicy: 'Never',
        initContainers: [
          { name: 'first', image: 'x', command: ['sleep', '2'] },
          { name: 'side', image: 'x', restartPolicy: 'Always', command: ['sleep', '1000'] },
        ],
        containers: [{ name: 'app', image: 'x', command: ['sh', '-c', 'sleep 5; exit 3'] }],
        terminationGracePeriodSeconds: 3,
      },
    },
  });
  await pod.runFor(30);
  expect(pod.watch().map(({ ready, status }) => `${ready} ${status}`)).toEqual([
    '0/2 Init:0/2',
    '0/2 Init:1/2',
    '1/2 PodInitializing',
    '2/2 Running',
    '1/2 Error',
    '0/2 Error',
  ]);
  expect(pod.status().phase).toBe('Failed');
});

it('lifecycle.stopSignal is dropped, as every default cluster drops it: SIGTERM stops the container', async () => {
  const command = ['sh', '-c', "trap 'exit 3' TERM; trap 'exit 7' USR1; sleep 1000 & wait"];
  const spec = {
    os: { name: 'linux' },
    containers: [{ name: 'app', image: 'x', command, lifecycle: { stopSignal: 'SIGUSR1' } }],
  };
  const pod = createPodSimulation({ manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec } });
  await pod.runFor(5);
  pod.delete();
  await pod.runFor(5);
  const exited = pod.records().flatMap((one) => (one.kind === 'container' && one.event === 'exited' ? [one.code] : []));
  expect(exited).toEqual([3]);
});
