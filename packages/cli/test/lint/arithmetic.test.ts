import { describe, expect, test } from 'vitest';
import { found, podWith, service, workload } from './pods.ts';

const get = (path: string, port: number | string = 8080, more: object = {}) => ({ httpGet: { path, port, ...more } });
const ports = [{ name: 'http', containerPort: 8080 }];

describe('L9: R.F x R.P + R.T > (L.F - 1) x L.P', () => {
  const pair = (liveness: object, readiness: object) =>
    found('L9', podWith({ ports, livenessProbe: liveness, readinessProbe: readiness }));

  test.each([
    ['the defaults: 31 > 20', {}, {}, 1],
    ['31 > 30', { failureThreshold: 4 }, {}, 1],
    ['31 <= 40', { failureThreshold: 5 }, {}, 0],
    ['31 <= 50', { failureThreshold: 6 }, {}, 0],
    ['21 > 20: the timeout decides', {}, { failureThreshold: 2 }, 1],
    ['20 <= 20: equal is fine', {}, { failureThreshold: 1, timeoutSeconds: 10 }, 0],
    ['16 <= 20', {}, { periodSeconds: 5 }, 0],
    ['zero counts as not set: 31 > 20', { periodSeconds: 0 }, { timeoutSeconds: 0 }, 1],
  ])('%s', (_, liveness, readiness, count) => {
    expect(pair({ ...get('/h'), ...liveness }, { ...get('/h'), ...readiness })).toHaveLength(count);
  });

  test('the message shows the sums, and its fix is enough', () => {
    const [finding] = pair(get('/h'), get('/h'));
    expect(finding?.message).toContain('3 x 10 s + 1 s = 31 s');
    expect(finding?.message).toContain('(3 - 1) x 10 s = 20 s');
    expect(finding?.fix).toContain('failureThreshold: 5');
    expect(pair({ ...get('/h'), failureThreshold: 5 }, get('/h'))).toEqual([]);
  });

  const header = (name: string, value: string) => ({ httpHeaders: [{ name, value }] });
  test.each([
    ['a port name and its number', get('/h', 'http'), get('/h', 8080), true],
    ['path left out and /', { httpGet: { port: 8080 } }, get('/'), true],
    ['path with and without its slash', get('h'), get('/h'), true],
    ['scheme left out and HTTP', get('/h', 8080, { scheme: 'HTTP' }), get('/h'), true],
    ['HTTP and HTTPS', get('/h', 8080, { scheme: 'HTTPS' }), get('/h'), false],
    ['another path', get('/a'), get('/b'), false],
    ['another query', get('/h?a'), get('/h?b'), false],
    ['another port', get('/h', 8081), get('/h'), false],
    ['two names that nobody declares', get('/h', 'a'), get('/h', 'b'), false],
    ['the case of a header name', get('/h', 8080, header('X-A', '1')), get('/h', 8080, header('x-a', '1')), true],
    ['another header value', get('/h', 8080, header('X-A', '1')), get('/h', 8080, header('X-A', '2')), false],
    ['a header and none', get('/h', 8080, header('X-A', '1')), get('/h'), false],
    ['another host', get('/h', 8080, { host: '10.0.0.1' }), get('/h'), false],
    ['an empty host and none', get('/h', 8080, { host: '' }), get('/h'), true],
    ['the same tcpSocket, by name and number', { tcpSocket: { port: 'http' } }, { tcpSocket: { port: 8080 } }, true],
    ['the same command', { exec: { command: ['a', 'b'] } }, { exec: { command: ['a', 'b'] } }, true],
    ['other arguments', { exec: { command: ['a', 'b'] } }, { exec: { command: ['a b'] } }, false],
    ['grpc, the service left out and empty', { grpc: { port: 90 } }, { grpc: { port: 90, service: '' } }, true],
    ['grpc, another service', { grpc: { port: 90, service: 'a' } }, { grpc: { port: 90 } }, false],
    ['httpGet and tcpSocket', get('/h'), { tcpSocket: { port: 8080 } }, false],
  ])('the same handler? %s', (_, liveness, readiness, same) => {
    expect(pair(liveness, readiness)).toHaveLength(same ? 1 : 0);
  });
});

describe('L10: the guaranteed budget is I + (F - 1) x P', () => {
  const annotations = { 'probez.dev/startup-seconds': '60' };
  const startup = (probe: object, meta: object = { annotations }) =>
    found('L10', podWith({ ports, startupProbe: { ...get('/s'), ...probe } }, {}, meta));

  test.each([
    ['60 > 50', { failureThreshold: 6 }, 1],
    ['60 <= 60', { failureThreshold: 7 }, 0],
    ['60 <= 10 + 50', { failureThreshold: 6, initialDelaySeconds: 10 }, 0],
    ['60 > 9 + 50', { failureThreshold: 6, initialDelaySeconds: 9 }, 1],
  ])('%s', (_, probe, count) => {
    expect(startup(probe)).toHaveLength(count);
  });

  test('the fix is the least threshold that passes', () => {
    expect(startup({ failureThreshold: 6 })[0]?.fix).toContain('failureThreshold: 7');
    expect(startup({ periodSeconds: 7, failureThreshold: 2 })[0]?.fix).toContain('failureThreshold: 10');
    expect(startup({ periodSeconds: 7, failureThreshold: 10 })).toEqual([]);
  });

  test('without a startup probe the liveness probe counts', () => {
    const pod = podWith({ ports, livenessProbe: { ...get('/l'), initialDelaySeconds: 15 } }, {}, { annotations });
    expect(found('L10', pod)[0]?.message).toContain('15 s + (3 - 1) x 10 s = 35 s');
  });

  test('an annotation goes before the flag, one for the container before both; nothing declared, nothing said', () => {
    const probe = { failureThreshold: 6 };
    expect(startup(probe, {})).toEqual([]);
    const pod = (meta: object) => podWith({ ports, startupProbe: { ...get('/s'), ...probe } }, {}, meta);
    const flag = { declared: { 'probez.dev/startup-seconds': '90' } };
    expect(found('L10', pod({}), flag)).toHaveLength(1);
    expect(found('L10', pod({ annotations: { 'probez.dev/startup-seconds': '20' } }), flag)).toEqual([]);
    const both = { 'probez.dev/startup-seconds': '20', 'api.probez.dev/startup-seconds': '90' };
    expect(found('L10', pod({ annotations: both }))).toHaveLength(1);
  });
});

describe('L15: F x P + T + G over the target', () => {
  const liveness = (probe: object, target: number) =>
    found('L15', podWith({ ports, livenessProbe: { ...get('/l'), ...probe } }), {
      declared: { 'probez.dev/recovery-seconds': String(target) },
    });
  test.each([
    ['31 + 30 = 61 > 60', {}, 60, 1],
    ['61 <= 61', {}, 61, 0],
    ['31 + 10 <= 60: the probe has a grace period of its own', { terminationGracePeriodSeconds: 10 }, 60, 0],
    ['31 + 40 > 60: too long a one', { terminationGracePeriodSeconds: 40 }, 60, 1],
  ])('%s', (_, probe, target, count) => {
    expect(liveness(probe, target)).toHaveLength(count);
  });
});

describe('L16: preStop against the grace period', () => {
  const hook = (preStop: object, spec: object = {}, declared = {}) =>
    found('L16', podWith({ lifecycle: { preStop } }, spec, {}), { declared });
  const exec = (...command: string[]) => ({ exec: { command } });

  test.each([
    ['30 >= 30', { sleep: { seconds: 30 } }, {}, 'error'],
    ['29 < 30', { sleep: { seconds: 29 } }, {}, undefined],
    ['10 >= 10', { sleep: { seconds: 10 } }, { terminationGracePeriodSeconds: 10 }, 'error'],
    ['exec sleep', exec('sleep', '31'), {}, 'error'],
    ['exec /bin/sleep 1m', exec('/bin/sleep', '1m'), {}, 'error'],
    ['sh -c with two sleeps', exec('/bin/sh', '-c', 'sleep 20 && nginx -s quit; sleep 10'), {}, 'error'],
    ['a loop shows no time', exec('sh', '-c', 'while pgrep nginx; do sleep 60; done'), {}, undefined],
    ['some program', exec('/wait-shutdown'), {}, undefined],
  ])('%s', (_, preStop, spec, severity) => {
    expect(hook(preStop, spec)[0]?.severity).toBe(severity);
  });

  test.each([
    ['30 - 10 < 5 + 16', { 'probez.dev/drain-delay-seconds': '5', 'probez.dev/drain-seconds': '16' }, 1],
    ['30 - 10 = 5 + 15', { 'probez.dev/drain-delay-seconds': '5', 'probez.dev/drain-seconds': '15' }, 0],
  ])('a warning: %s', (_, declared, count) => {
    const findings = hook({ sleep: { seconds: 10 } }, {}, declared);
    expect(findings.map(({ severity }) => severity)).toEqual(count === 1 ? ['warning'] : []);
  });

  test('the drain counts without a hook too', () => {
    expect(found('L16', podWith({}), { declared: { 'probez.dev/drain-seconds': '31' } })[0]?.fix).toContain('31');
  });
});

describe('L32 and L33: rollouts', () => {
  const deployment = (startupProbe: object, spec: object) =>
    found('L32', workload('Deployment', { ports, startupProbe: { ...get('/s'), ...startupProbe } }, spec));
  test.each([
    ['30 x 10 + 1 < 600', { failureThreshold: 30 }, {}, 0],
    ['59 x 10 + 1 + 9 = 600', { failureThreshold: 59 }, { minReadySeconds: 9 }, 1],
    ['59 x 10 + 1 + 8 < 600', { failureThreshold: 59 }, { minReadySeconds: 8 }, 0],
    ['I counts: 10 + 591 > 600', { failureThreshold: 59, initialDelaySeconds: 10 }, {}, 1],
    ['the deadline counts', { failureThreshold: 59, initialDelaySeconds: 10 }, { progressDeadlineSeconds: 602 }, 0],
  ])('L32 %s', (_, probe, spec, count) => {
    expect(deployment(probe, spec)).toHaveLength(count);
  });

  test.each([
    ['19 < 20', 19, 1],
    ['20 >= 20', 20, 0],
  ])('L33 %s', (_, minReadySeconds, count) => {
    expect(
      found('L33', workload('Deployment', { ports, livenessProbe: get('/l') }, { replicas: 2, minReadySeconds })),
    ).toHaveLength(count);
  });
});

describe('L34 and L35: replicas', () => {
  const rollout = (spec: object, kind = 'Deployment') =>
    found('L34', [service(), workload(kind, { ports, readinessProbe: get('/r') }, spec)]);
  const rolling = (maxUnavailable: number | string, maxSurge: number | string = 1) => ({
    strategy: { rollingUpdate: { maxUnavailable, maxSurge } },
  });
  test.each([
    ['1 replica, the defaults: 25% of 1 is 0', {}, 0],
    ['1 - 1 < 1', rolling(1), 1],
    ['2 - 1 = 1', { replicas: 2, ...rolling(1) }, 0],
    ['4 - 100%', { replicas: 4, ...rolling('100%') }, 1],
    ['3 - 50% (1, rounded down)', { replicas: 3, ...rolling('50%') }, 0],
    ['Recreate', { replicas: 3, strategy: { type: 'Recreate' } }, 1],
    ['scaled to 0', { replicas: 0, strategy: { type: 'Recreate' } }, 0],
  ])('L34 %s', (_, spec, count) => {
    expect(rollout(spec)).toHaveLength(count);
  });

  test("L34 an autoscaler's minimum goes before replicas", () => {
    const scaler = JSON.stringify({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'api' },
      spec: {
        minReplicas: 3,
        maxReplicas: 9,
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' },
      },
    });
    expect(found('L34', [service(), workload('Deployment', { ports }, rolling(1)), scaler])).toEqual([]);
  });

  const budget = (spec: object) =>
    JSON.stringify({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'api' },
      spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: { app: 'api' } }, ...spec },
    });
  test.each([
    ['maxUnavailable 0', { maxUnavailable: 0 }, 3, 1],
    ['maxUnavailable 0%', { maxUnavailable: '0%' }, 3, 1],
    ['minAvailable 100%', { minAvailable: '100%' }, 3, 1],
    ['minAvailable 2 of 2', { minAvailable: 2 }, 2, 1],
    ['minAvailable 2 of 3', { minAvailable: 2 }, 3, 0],
    ['minAvailable 67% of 3 (3, rounded up)', { minAvailable: '67%' }, 3, 1],
    ['minAvailable 50% of 3 (2)', { minAvailable: '50%' }, 3, 0],
    ['maxUnavailable 1', { maxUnavailable: 1 }, 1, 0],
    ['no policy for unhealthy Pods', { maxUnavailable: 1, unhealthyPodEvictionPolicy: null }, 2, 1],
  ])('L35 %s', (_, spec, replicas, count) => {
    expect(found('L35', [budget(spec), workload('Deployment', { ports }, { replicas })])).toHaveLength(count);
  });
});
