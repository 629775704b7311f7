import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManifestError, readPods } from '../../src/index.ts';
import { observePod, readPodCase } from '../../src/simulation/observe.ts';
import { readTraceCase, simulateTrace } from '../../src/simulation/trace.ts';

const seconds = (max: number) => fc.integer({ min: 1, max });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const paths = ['/livez', '/readyz', '/startupz'];

const handler = fc.oneof(
  fc.record({
    httpGet: fc.record({
      path: fc.constantFrom(...paths, '/none'),
      port: fc.constantFrom(8080, 8081, 'http', 'nowhere'),
    }),
  }),
  fc.record({ tcpSocket: fc.record({ port: fc.constantFrom(8080, 8081) }) }),
  fc.record({
    exec: fc.record({
      command: fc.constantFrom(['true'], ['false'], ['sleep', '3'], ['nosuch'], ['sh', '-c', 'test -e /tmp/x']),
    }),
  }),
  fc.record({ grpc: fc.record({ port: fc.constant(8080) }) }),
);
const numbers = fc.record({
  initialDelaySeconds: maybe(fc.nat(8)),
  timeoutSeconds: maybe(seconds(4)),
  periodSeconds: maybe(seconds(6)),
  failureThreshold: maybe(seconds(4)),
});
const probe = fc.tuple(handler, numbers).map(([one, rest]) => ({ ...one, ...rest }));
const readiness = fc.tuple(probe, seconds(3)).map(([one, successThreshold]) => ({ ...one, successThreshold }));
const hook = fc.oneof(
  fc.record({ sleep: fc.record({ seconds: fc.nat(3) }) }),
  fc.record({ exec: fc.record({ command: fc.constantFrom(['sleep', '2'], ['false'], ['nosuch'], ['sleep', '50']) }) }),
  fc.record({ httpGet: fc.record({ path: fc.constant('/livez'), port: fc.constant(8080) }) }),
  fc.record({ tcpSocket: fc.record({ port: fc.constant(8080) }) }),
);
const step = fc.oneof(
  fc.constantFrom(200, 200, 503, 404, 199),
  fc.constantFrom('hang' as const, 'stall' as const, 'close' as const),
  fc.record({ delayMs: fc.nat(4000), status: fc.constantFrom(200, 500) }),
  fc.record({ redirect: fc.constantFrom('/livez', '/readyz', 'http://other.invalid/') }),
);
const boot = fc.record({
  routes: fc.dictionary(fc.constantFrom(...paths), fc.array(step, { minLength: 1, maxLength: 5 })),
  listenAfterMs: maybe(fc.nat(5000)),
  closeAfterMs: maybe(fc.nat(20_000)),
  exitAfterMs: maybe(fc.nat(20_000)),
  exitCode: maybe(fc.constantFrom(0, 1)),
  sigterm: maybe(
    fc.oneof(fc.constant('ignore' as const), fc.record({ exitAfterMs: fc.nat(8000), code: fc.constantFrom(0, 3) })),
  ),
});
const script = fc.array(boot, { minLength: 1, maxLength: 3 }).map((boots) => ({ boots }));
const probes = fc.record({ startupProbe: maybe(probe), readinessProbe: maybe(readiness), livenessProbe: maybe(probe) });
const container = fc
  .record({
    probes,
    script,
    lifecycle: maybe(
      fc.record({ postStart: maybe(hook), preStop: maybe(hook) }).filter((one) => JSON.stringify(one) !== '{}'),
    ),
  })
  .map(({ probes: set, script: text, lifecycle }) => ({
    env: [
      { name: 'SCRIPT', value: JSON.stringify(text) },
      { name: 'PORT', value: '8080' },
    ],
    ports: [{ name: 'http', containerPort: 8080 }],
    ...set,
    lifecycle,
  }));
const policy = fc.constantFrom('Always', 'OnFailure', 'Never');
const init = fc.oneof(
  fc.constantFrom('true', 'sleep 2', 'exit 1').map((text) => ({ command: ['sh', '-c', text] })),
  container.map((one) => ({ ...one, restartPolicy: 'Always' })),
);
const podCase = fc
  .record({
    restartPolicy: policy,
    terminationGracePeriodSeconds: fc.integer({ min: 3, max: 12 }),
    containers: fc.array(container, { minLength: 1, maxLength: 2 }),
    initContainers: fc.array(init, { maxLength: 2 }),
    deleteAfterSeconds: maybe(fc.integer({ min: 0, max: 40 })),
  })
  .map(({ deleteAfterSeconds, ...spec }) => ({
    seconds: 120,
    deleteAfterSeconds,
    spec: {
      ...spec,
      containers: spec.containers.map((one, index) => ({ name: `app-${index}`, ...one })),
      initContainers: spec.initContainers.map((one, index) => ({ name: `init-${index}`, ...one })),
    },
  }));

describe('random Pods', () => {
  it('are played through, and a deleted one is gone in the end', () => {
    fc.assert(
      fc.property(podCase, (value) => {
        const { pod } = observePod(readPodCase(value));
        for (const state of pod) {
          if ('gone' in state) continue;
          for (const one of Object.values(state.containers)) {
            if (one.started) expect(one.state).toBe('running');
            expect(one.restarts).toBeGreaterThanOrEqual(0);
          }
          if (state.phase === 'Succeeded') expect(JSON.stringify(state)).not.toContain('"running"');
        }
        const last = pod.at(-1);
        // The deletion waits for a postStart hook, which may have begun just before it, in a restart, and hangs for its 50 s; then the
        // longest grace period and its 2 s at least.
        if (value.deleteAfterSeconds !== undefined && value.deleteAfterSeconds < 40)
          expect(last).toHaveProperty('gone', true);
      }),
    );
  });

  it('keep the rules of thresholds and restarts', () => {
    fc.assert(
      fc.property(probes, script, policy, (set, server, restartPolicy) => {
        const trace = simulateTrace(
          readTraceCase({ seconds: 60, pod: { restartPolicy, probes: set, terminationGracePeriodSeconds: 5 }, server }),
        );
        let restarts = -1;
        let alive = false;
        let t = 0;
        for (const entry of trace) {
          expect(entry.t).toBeGreaterThanOrEqual(t);
          t = entry.t;
          if (entry.kind !== 'container') continue;
          if (entry.event === 'started') {
            expect(alive).toBe(false);
            alive = true;
            expect(entry.restarts).toBe(++restarts);
          }
          if (entry.event === 'exited') alive = false;
          if (entry.event === 'killing') expect(alive).toBe(true);
        }
        if (restartPolicy === 'Never') expect(restarts).toBe(0);
      }),
    );
  });
});

describe('random manifests', () => {
  const anything = fc.anything({
    maxDepth: 4,
    key: fc.constantFrom(
      'containers',
      'name',
      'httpGet',
      'port',
      'exec',
      'command',
      'periodSeconds',
      'livenessProbe',
      'env',
      'x',
    ),
  });
  it('are accepted or refused with reasons, never crash', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom('Pod', 'Deployment', 'CronJob', 'List'), (spec, kind) => {
        for (const { errors } of readPods({ apiVersion: 'v1', kind, metadata: { name: 'x' }, spec, items: [spec] }))
          for (const error of errors) expect(error.message).toContain(error.path);
      }),
    );
  });
  it('as text too', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          readPods(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect(['YamlError', 'ManifestError']).toContain((error as Error).name);
        }
      }),
    );
    expect(ManifestError.name).toBe('ManifestError');
  });
});
