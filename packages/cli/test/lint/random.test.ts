import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUNS } from '../../../../test/support/properties.ts';
import { formatGithub } from '../../src/lint/format/github.ts';
import { formatJson } from '../../src/lint/format/json.ts';
import { formatText } from '../../src/lint/format/text.ts';
import { lint } from '../../src/lint/lint.ts';
import { createPaint } from '../../src/paint.ts';

/** What a message must never print. A manifest may say it, and is then quoted: the generator does not. */
const LEAK = /undefined|NaN|\[object/;
const junk = fc.oneof(
  fc.constantFrom(
    null,
    true,
    '',
    'x',
    '$(A)',
    '10',
    -1,
    0,
    1,
    1.5,
    1e12,
    [],
    {},
    [null],
    [[]],
    { a: null },
    '\u0000\u001b[31m',
  ),
  fc.jsonValue({ maxDepth: 1 }).filter((value) => !LEAK.test(JSON.stringify(value))),
);
/** Mostly right, sometimes anything. */
const mostly = <T>(right: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: right }, { weight: 1, arbitrary: junk });
/** A few of the keys: a manifest that has them all takes its time to parse, and ten thousand are wanted. */
const some = (shape: Record<string, fc.Arbitrary<unknown>>) =>
  mostly(
    fc
      .array(fc.constantFrom(...Object.keys(shape)), { maxLength: 4 })
      .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, shape[key] ?? junk])))),
  );
const number = mostly(fc.integer({ min: -2, max: 700 }));
const port = mostly(fc.oneof(fc.constantFrom('http', 'admin', '80'), fc.integer({ min: 0, max: 70_000 })));
const word = mostly(
  fc.oneof(
    fc.constantFrom(
      'sh',
      '-c',
      'npm',
      'node',
      'tini',
      '--',
      'exec',
      '&&',
      '$(cat x)',
      '[ a == b ]',
      'sleep 5',
      'env',
      'timeout',
      'gosu',
      'busybox',
      '-o',
      'a=b',
      '/entrypoint.sh',
    ),
    fc.string({ maxLength: 12 }).filter((text) => !LEAK.test(text)),
  ),
);
const words = mostly(fc.array(word, { maxLength: 5 }));
const name = mostly(fc.constantFrom('api', 'proxy', 'log', '__proto__', 'constructor', 'Bad Name'));

const handler: Record<string, fc.Arbitrary<unknown>> = {
  httpGet: some({
    path: mostly(fc.constantFrom('/', '/readyz', 'livez', '')),
    port,
    host: mostly(fc.constantFrom('localhost', 'a.b', '')),
    scheme: mostly(fc.constantFrom('HTTP', 'https')),
    httpHeaders: mostly(fc.array(some({ name: word, value: word }), { maxLength: 2 })),
  }),
  tcpSocket: some({ port, host: word }),
  exec: some({ command: words }),
  grpc: some({ port, service: word }),
  sleep: some({ seconds: number }),
};
const probe = some({
  ...handler,
  periodSeconds: number,
  timeoutSeconds: number,
  failureThreshold: number,
  successThreshold: number,
  initialDelaySeconds: number,
  terminationGracePeriodSeconds: number,
  periodSecond: number,
});
const container = some({
  name,
  image: mostly(fc.constantFrom('node:22', 'nginx', 'docker.io/calico/node', '@:/', '')),
  command: words,
  args: words,
  restartPolicy: mostly(fc.constantFrom('Always', 'Never')),
  env: mostly(
    fc.array(
      some({
        name: mostly(fc.constantFrom('HOST', 'PORT', 'NODE_ENV', 'DRAIN_DELAY_MS')),
        value: mostly(fc.constantFrom('127.0.0.1', 'localhost:80', '80')),
      }),
      { maxLength: 3 },
    ),
  ),
  ports: mostly(
    fc.array(some({ name: mostly(fc.constantFrom('http', 'admin')), containerPort: port }), { maxLength: 3 }),
  ),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  livenesProbe: probe,
  lifecycle: some({ preStop: some(handler), postStart: some(handler), prestop: junk }),
  resources: some({ limits: some({ cpu: word }) }),
});
const annotations = some(
  Object.fromEntries(
    [
      'probez.dev/startup-seconds',
      'probez.dev/disable',
      'probez.dev/runtime',
      'api.probez.dev/drain-seconds',
      '.probez.dev/x',
      'probez.dev/recovery-seconds',
    ].map((key) => [key, mostly(fc.constantFrom('60', 'L9, L99', 'node', '-1', ''))]),
  ),
);
const metadata = some({ name, namespace: name, labels: some({ app: mostly(fc.constantFrom('a', 'b')) }), annotations });
const podSpec = some({
  containers: mostly(fc.array(container, { minLength: 1, maxLength: 2 })),
  initContainers: mostly(fc.array(container, { maxLength: 1 })),
  terminationGracePeriodSeconds: number,
  terminationGracePeriod: number,
  restartPolicy: mostly(fc.constantFrom('Always', 'Never', 'OnFailure')),
  hostNetwork: mostly(fc.boolean()),
});
const rolling = some({
  type: mostly(fc.constantFrom('Recreate', 'RollingUpdate')),
  rollingUpdate: some({
    maxSurge: mostly(fc.constantFrom(0, 1, '0%', '50%')),
    maxUnavailable: mostly(fc.constantFrom(0, 1, '100%')),
  }),
});
const template = some({ metadata, spec: podSpec });
const workload = some({
  replicas: number,
  minReadySeconds: number,
  progressDeadlineSeconds: number,
  strategy: rolling,
  updateStrategy: rolling,
  template,
  jobTemplate: some({ spec: some({ template }) }),
});
const selector = some({
  matchLabels: some({ app: mostly(fc.constantFrom('a', 'b')) }),
  matchExpressions: mostly(
    fc.array(
      some({
        key: mostly(fc.constant('app')),
        operator: mostly(fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist')),
        values: words,
      }),
      { maxLength: 2 },
    ),
  ),
});
const object = (kinds: [string, string][], spec: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(...kinds), metadata, spec, junk).map(([[apiVersion, kind], meta, value, extra]) => ({
    apiVersion,
    kind,
    metadata: meta,
    spec: value,
    template: value,
    extra,
  }));

const document: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 6,
    arbitrary: object(
      [
        ['v1', 'Pod'],
        ['v1', 'PodTemplate'],
      ],
      podSpec,
    ),
  },
  {
    weight: 6,
    arbitrary: object(
      ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']
        .map((kind): [string, string] => ['apps/v1', kind])
        .concat([
          ['batch/v1', 'Job'],
          ['batch/v1', 'CronJob'],
          ['v1', 'ReplicationController'],
        ]),
      workload,
    ),
  },
  {
    weight: 3,
    arbitrary: object(
      [['v1', 'Service']],
      some({
        selector: some({ app: mostly(fc.constantFrom('a', 'b')) }),
        clusterIP: word,
        publishNotReadyAddresses: mostly(fc.boolean()),
        ports: mostly(fc.array(some({ port, targetPort: port }), { maxLength: 2 })),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: object(
      [['policy/v1', 'PodDisruptionBudget']],
      some({
        selector,
        minAvailable: mostly(fc.constantFrom(0, 1, '100%', '50%')),
        maxUnavailable: mostly(fc.constantFrom(0, 1, '0%')),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: object(
      [['autoscaling/v2', 'HorizontalPodAutoscaler']],
      some({ minReplicas: number, scaleTargetRef: some({ kind: word, name }) }),
    ),
  },
  { weight: 1, arbitrary: junk },
);

test('random manifests are linted and printed without a crash', () => {
  const paint = createPaint(false);
  let findings = 0;
  const rules = new Set<string>();
  fc.assert(
    fc.property(fc.array(document, { minLength: 1, maxLength: 2 }), (documents) => {
      const result = lint([{ name: 'random.yaml', text: documents.map((one) => JSON.stringify(one)).join('\n---\n') }]);
      expect(result.problems).toEqual([]);
      const text = formatText(result, paint) + formatGithub(result);
      expect(text).not.toMatch(LEAK);
      for (const line of text.split('\n')) expect(line).not.toMatch(/[^\P{Cc}]/u);
      JSON.parse(formatJson(result));
      findings += result.findings.length;
      for (const { rule } of result.findings) rules.add(rule);
    }),
    { endOnFailure: true },
  );
  expect(findings).toBeGreaterThan(RUNS);
  // Most rules must have had their say, or the generator would prove nothing; with few manifests, half of them.
  expect(rules.size).toBeGreaterThan(RUNS < 10_000 ? 15 : 25);
}, 120_000);

test('random text never crashes either', () => {
  const lines = fc.constantFrom(
    'kind: Pod',
    'a: &a',
    '  b: *a',
    '<<: *a',
    '- ',
    '---',
    '...',
    '# probez-disable L9',
    '? x',
    ': y',
    '%YAML 1.1',
    '!!binary x',
    '!!map {}',
    '"',
    '|',
    '  >-',
    '{',
    ']',
    '\t',
    '&',
    '*',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(lines, fc.string()), { maxLength: 12 }), (parts) => {
      lint([{ name: 'random.yaml', text: parts.join('\n') }]);
    }),
    { endOnFailure: true },
  );
}, 60_000);
