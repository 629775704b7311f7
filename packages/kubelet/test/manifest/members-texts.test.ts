import { describe, expect, it } from 'vitest';
import { readPods } from '../../src/index.ts';

/** Fields beside the probes, in the API server's words. From its validation's source: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go */
const pod = (container: object, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', ...metadata },
  spec: { containers: [{ name: 'app', image: 'x', ...container }], ...spec },
});
const workload = (kind: string, fields: object, container: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'd' },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'app', image: 'x', ...container }] } },
    ...fields,
  },
});
const variable = (valueFrom: object) => pod({ env: [{ name: 'A', valueFrom }] });
const mounted = (mount: object) =>
  pod({ volumeMounts: [{ name: 'v', mountPath: '/x', ...mount }] }, { volumes: [{ name: 'v', emptyDir: {} }] });
const port = (fields: object) => pod({ ports: [{ containerPort: 80, ...fields }] });
const resources = (fields: object) => pod({ resources: fields });

const at = 'spec.containers[0]';
const from = `${at}.env[0].valueFrom`;
const subdomain = 'a lowercase RFC 1123 subdomain must consist of lower case';
const said = (manifest: unknown) => readPods(manifest).flatMap(({ errors }) => errors.map(({ message }) => message));

describe('refused, in these words', () => {
  it.each<[string, unknown, string]>([
    ['metadata', pod({}, {}, { lables: {} }), 'strict decoding error: unknown field "metadata.lables"'],
    ['finalizers', pod({}, {}, { finalizers: 'a' }), 'metadata.finalizers: Invalid value: "a": must be a list'],
    [
      'fieldRef of another version',
      variable({ fieldRef: { apiVersion: 'v2', fieldPath: 'metadata.name' } }),
      `${from}.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2`,
    ],
    [
      'fieldRef that nobody knows',
      variable({ fieldRef: { fieldPath: 'metadata.foo' } }),
      `${from}.fieldRef.fieldPath: Invalid value: "metadata.foo": error converting fieldPath: field label not supported: metadata.foo`,
    ],
    [
      'fieldRef for volumes only',
      variable({ fieldRef: { fieldPath: 'status.phase' } }),
      `${from}.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"`,
    ],
    [
      'resourceFieldRef',
      variable({ resourceFieldRef: { resource: 'cpu' } }),
      `${from}.resourceFieldRef.resource: Unsupported value: "cpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"`,
    ],
    [
      'a ConfigMap without a name',
      variable({ configMapKeyRef: { key: 'a' } }),
      `${from}.configMapKeyRef.name: Invalid value: "": ${subdomain}`,
    ],
    [
      'a Secret without a name',
      variable({ secretKeyRef: { key: 'a' } }),
      `${from}.secretKeyRef.name: Invalid value: "": ${subdomain}`,
    ],
    [
      'a Secret’s bad name',
      variable({ secretKeyRef: { name: 'A_B', key: 'a' } }),
      `${from}.secretKeyRef.name: Invalid value: "A_B": ${subdomain}`,
    ],
    ['a Secret without a key', variable({ secretKeyRef: { name: 'a' } }), `${from}.secretKeyRef.key: Required value`],
    [
      'a bad key',
      variable({ secretKeyRef: { name: 'a', key: 'a b' } }),
      `${from}.secretKeyRef.key: Invalid value: "a b": a valid config key must`,
    ],
    [
      'envFrom of nothing',
      pod({ envFrom: [{}] }),
      `${at}.envFrom: Invalid value: "": must specify one of: \`configMapRef\` or \`secretRef\``,
    ],
    [
      'envFrom of both',
      pod({ envFrom: [{ configMapRef: { name: 'a' }, secretRef: { name: 'b' } }] }),
      `${at}.envFrom: Invalid value: "": may not have more than one field specified at a time`,
    ],
    [
      'envFrom without a name',
      pod({ envFrom: [{ secretRef: {} }] }),
      `${at}.envFrom[0].secretRef.name: Required value`,
    ],
    [
      'envFrom with a bad prefix',
      pod({ envFrom: [{ prefix: 'A=', secretRef: { name: 'a' } }] }),
      `${at}.envFrom[0].prefix: Invalid value: "A=": a valid environment`,
    ],
    [
      'hostIP',
      port({ hostIP: 'localhost' }),
      `${at}.ports[0].hostIP: Invalid value: "localhost": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)`,
    ],
    ...['abc', '1 Gi', '64MB', '100M i', '', '1KI', '--1', '1.2.3', '1e'].map((amount): [string, unknown, string] => [
      `a quantity of ${JSON.stringify(amount)}`,
      resources({ limits: { memory: amount } }),
      `${at}.resources.limits.memory: Invalid value: ${JSON.stringify(amount)}: must be a quantity`,
    ]),
    [
      'a quantity that is a boolean',
      resources({ limits: { cpu: true } }),
      `${at}.resources.limits.cpu: Invalid value: true: must be a quantity`,
    ],
    [
      'less than nothing',
      resources({ limits: { cpu: -1 } }),
      `${at}.resources.limits.cpu: Invalid value: "-1": must be greater than or equal to 0`,
    ],
    [
      'a resource that nobody knows',
      resources({ limits: { cpus: 1 } }),
      `${at}.resources.limits.cpus: Invalid value: "cpus": must be a standard resource type or fully qualified`,
    ],
    [
      'a request over its limit',
      resources({ requests: { memory: '1Gi' }, limits: { memory: '1000M' } }),
      `${at}.resources.requests: Invalid value: "1Gi": must be less than or equal to memory limit of 1000M`,
    ],
    [
      'an absolute subPath',
      mounted({ subPath: '/a' }),
      `${at}.volumeMounts[0].subPath: Invalid value: "/a": must be a relative path`,
    ],
    [
      'a subPath upwards',
      mounted({ subPathExpr: 'a/../b' }),
      `${at}.volumeMounts[0].subPathExpr: Invalid value: "a/../b": must not contain '..'`,
    ],
    [
      'two subPaths',
      mounted({ subPath: 'a', subPathExpr: 'b' }),
      `${at}.volumeMounts[0].subPathExpr: Invalid value: "b": subPathExpr and subPath are mutually exclusive`,
    ],
    [
      'a propagation that nobody knows',
      mounted({ mountPropagation: 'Both' }),
      `${at}.volumeMounts[0].mountPropagation: Unsupported value: "Both": supported values: "Bidirectional", "HostToContainer", "None"`,
    ],
    [
      'dnsPolicy None alone',
      pod({}, { dnsPolicy: 'None' }),
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ],
    [
      'an account',
      pod({}, { serviceAccountName: 'A_B' }),
      `spec.serviceAccountName: Invalid value: "A_B": ${subdomain}`,
    ],
    [
      'a preemption policy',
      pod({}, { preemptionPolicy: 'Always' }),
      'spec.preemptionPolicy: Unsupported value: "Always": supported values: "Never", "PreemptLowerPriority"',
    ],
    [
      'a StatefulSet’s strategy',
      workload('StatefulSet', { updateStrategy: { type: 'Recreate' } }),
      'spec.updateStrategy: Invalid value: {"type":"Recreate"}: must be \'RollingUpdate\' or \'OnDelete\'',
    ],
    [
      'a StatefulSet’s numbers beside OnDelete',
      workload('StatefulSet', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } }),
      'spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy \'RollingUpdate\'',
    ],
    [
      'a StatefulSet’s management',
      workload('StatefulSet', { podManagementPolicy: 'parallel' }),
      "spec.podManagementPolicy: Invalid value: \"parallel\": must be 'OrderedReady' or 'Parallel'",
    ],
    [
      'a StatefulSet’s partition',
      workload('StatefulSet', { updateStrategy: { rollingUpdate: { partition: -1 } } }),
      'spec.updateStrategy.rollingUpdate.partition: Invalid value: -1: must be greater than or equal to 0',
    ],
  ])('%s', (_name, manifest, words) => {
    expect(said(manifest)).toEqual([expect.stringContaining(words)]);
  });
});

const cron = (schedule: string) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'c' },
  spec: {
    schedule,
    jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'x' }] } } } },
  },
});

describe('a schedule', () => {
  it.each<[string, string]>([
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['0 0 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['0 0 * * 7', 'end of range (7) above maximum (6): 7'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['*/5/2 * * * *', 'too many slashes: */5/2'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['0 0 * foo *', 'failed to parse int from foo'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['TZ=UTC * * * * *', 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'],
  ])('%s is refused', (schedule, words) => {
    expect(said(cron(schedule))).toEqual([
      expect.stringContaining(`spec.schedule: Invalid value: ${JSON.stringify(schedule)}: ${words}`),
    ]);
  });

  it.each(['*/5 0-6,12 ? JAN-mar MON-FRI', '0/15 * 1-31/2 * sun', '@hourly', '@every 1h30m', ' 0 0 1 1 0 '])(
    '%s is taken',
    (schedule) => expect(said(cron(schedule))).toEqual([]),
  );
});

describe('taken', () => {
  it.each<[string, unknown]>([
    [
      'all that metadata may say',
      pod(
        {},
        {},
        {
          creationTimestamp: null,
          finalizers: ['a.b/c'],
          generation: 1,
          managedFields: [],
          ownerReferences: [],
          resourceVersion: '1',
        },
      ),
    ],
    ['a label by its name', variable({ fieldRef: { fieldPath: "metadata.labels['a.b/c']" } })],
    ['an annotation by its name', variable({ fieldRef: { fieldPath: "metadata.annotations['A']" } })],
    ['a node by its old name', variable({ fieldRef: { fieldPath: 'spec.host' } })],
    ['a resource', variable({ resourceFieldRef: { resource: 'limits.hugepages-2Mi', divisor: '1' } })],
    ['envFrom', pod({ envFrom: [{ prefix: 'A_', configMapRef: { name: 'a', optional: true } }] })],
    [
      'addresses',
      pod({
        ports: [
          { containerPort: 1, hostIP: '127.0.0.01' },
          { containerPort: 2, hostIP: '::1' },
        ],
      }),
    ],
    ...['1', '1.', '.5', '+1', '100m', '1e3', '1E-3', '1.5Gi', '1k', '0', '5n', '1E'].map(
      (amount): [string, unknown] => [
        `a quantity of ${amount}`,
        resources({ limits: { cpu: amount, 'example.com/gpu': 1, 'hugepages-2Mi': 0 } }),
      ],
    ),
    ['a request that is its limit', resources({ requests: { cpu: '1000m' }, limits: { cpu: 1 } })],
    ['a part of a volume', mounted({ subPath: 'a/b..c', mountPropagation: 'None' })],
    [
      'maxUnavailable of a StatefulSet, which is dropped',
      workload('StatefulSet', { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
    ],
    ...['0X10', '0O17', '0B11', '-0', '08'].map((period): [string, unknown] => [
      `a number written as ${period}`,
      `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: x, livenessProbe: {tcpSocket: {port: 1}, periodSeconds: ${period}}}]\n`,
    ]),
  ])('%s', (_name, manifest) => expect(said(manifest)).toEqual([]));
});
