import { readPods } from '@probez/kubelet';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUNS } from '../../../../test/support/properties.ts';
import { lint } from '../../src/lint/lint.ts';

/** Says that the object itself is refused, as opposed to one that is taken and does not work. */
const claims = /^(?:The API server refuses this|There is no key|A cluster accepts this)/;

const container = {
  name: 'api',
  image: 'i',
  command: ['node', 'server.js'],
  ports: [{ name: 'http', containerPort: 8080 }],
  env: [{ name: 'PORT', value: '8080' }],
  startupProbe: { tcpSocket: { port: 'http' }, failureThreshold: 30 },
  livenessProbe: { httpGet: { path: '/livez', port: 8080 }, periodSeconds: 5, terminationGracePeriodSeconds: 5 },
  readinessProbe: { exec: { command: ['cat', '/tmp/ok'] }, successThreshold: 2 },
  lifecycle: { preStop: { sleep: { seconds: 5 } } },
};
const spec = {
  terminationGracePeriodSeconds: 30,
  restartPolicy: 'Always',
  initContainers: [{ name: 'side', image: 'i', restartPolicy: 'Always', livenessProbe: { grpc: { port: 9000 } } }],
  containers: [container],
};
const metadata = { name: 'api', labels: { app: 'api' } };
const template = { metadata: { labels: { app: 'api' } }, spec };
const selector = { matchLabels: { app: 'api' } };
const workload = (kind: string, more: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata,
  spec: { selector, template, ...more },
});
const rolling = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
const manifests = [
  { apiVersion: 'v1', kind: 'Pod', metadata, spec },
  workload('Deployment', { replicas: 3, minReadySeconds: 5, progressDeadlineSeconds: 600, strategy: rolling }),
  workload('StatefulSet', { replicas: 3, serviceName: 'api', podManagementPolicy: 'Parallel' }),
  workload('DaemonSet', { updateStrategy: rolling }),
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: { backoffLimit: 2, template: { ...template, spec: { ...spec, restartPolicy: 'Never' } } },
  },
];

type Json = Readonly<Record<string, unknown>> | readonly unknown[];
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every place in it. */
const placesOf = (value: Json): (string | number)[][] =>
  Object.entries(value).flatMap(([key, inner]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    return [[step], ...(isJson(inner) ? placesOf(inner).map((rest) => [step, ...rest]) : [])];
  });

/** The same with another value at one place; without it where that is undefined. */
function changed(value: unknown, [step, ...rest]: readonly (string | number)[], to: unknown): unknown {
  if (step === undefined || !isJson(value)) return to;
  const next = (inner: unknown) => changed(inner, rest, to);
  if (Array.isArray(value)) return value.map((inner: unknown, index) => (index === step ? next(inner) : inner));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === step ? next(inner) : inner]));
}

const values = [undefined, null, '', 'http', 'Never', 'Always', '50%', -1, 0, 1, 2, 31, 700, 70_000, 2 ** 31, 1.5];
const others = [true, [], {}, ['a'], { a: 'b' }, { port: 1 }, { port: 'http' }, { command: ['a'] }, { seconds: 3 }];
/** An object of another kind is no Pod to the simulator. */
const mayChange = ([first]: readonly (string | number)[]) => first !== 'kind' && first !== 'apiVersion';
const mutated = fc
  .constantFrom(...manifests)
  .chain((manifest) =>
    fc
      .array(
        fc.tuple(fc.constantFrom(...placesOf(manifest).filter(mayChange)), fc.constantFrom(...values, ...others)),
        { maxLength: 2 },
      )
      .map((changes) => changes.reduce<unknown>((one, [place, to]) => changed(one, place, to), manifest)),
  );

/** Two whole readings each. */
const runs = Math.ceil(RUNS / 4);

/** One reader, two that speak of it: what the linter calls refused is what the simulator does not play, and the other way round. */
test('linter and simulator refuse the same manifests', () => {
  const said = { refused: 0, taken: 0 };
  fc.assert(
    fc.property(mutated, (manifest) => {
      const text = JSON.stringify(manifest);
      const errors = readPods(text).flatMap((entry) => entry.errors.map(({ message }) => message));
      const { findings, notes } = lint([{ name: 'f.json', text }]);
      // A piece of an object is judged by what it says; the rest may stand elsewhere.
      if (notes.length > 0) return;
      const refused = findings.filter(({ severity, message }) => severity === 'error' && claims.test(message));
      expect([text, refused.map(({ message }) => message).length > 0]).toEqual([text, errors.length > 0]);
      said[errors.length > 0 ? 'refused' : 'taken']++;
    }),
    { numRuns: runs },
  );
  expect(said.refused).toBeGreaterThan(runs / 5);
  expect(said.taken).toBeGreaterThan(runs / 5);
}, 300_000);
