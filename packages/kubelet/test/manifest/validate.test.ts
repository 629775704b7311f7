import { describe, expect, it } from 'vitest';
import { growthFor4Times } from '../../../../test/support/cpu-growth.ts';
import { ManifestError, parsePod, readPods, YamlError } from '../../src/index.ts';

const container = (fields: object = {}) => ({ name: 'app', image: 'app:1', ...fields });
const pod = (spec: object = {}, metadata: object = { name: 'app' }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: { containers: [container()], ...spec },
});
const probe = (fields: object, key = 'livenessProbe') =>
  pod({ containers: [container({ [key]: { httpGet: { port: 8080 }, ...fields } })] });
const messages = (manifest: unknown) =>
  readPods(manifest).flatMap((entry) => entry.errors.map((error) => error.message));
const aliases = Array.from({ length: 9 }, (_, index) =>
  index === 0
    ? 'a0: &a0 [x]'
    : `a${index}: &a${index} [${Array(9)
        .fill(`*a${index - 1}`)
        .join(', ')}]`,
).join('\n');
const at = 'spec.containers[0]';
const portText = 'must be between 1 and 65535, inclusive';

describe('what the API server objects to', () => {
  it.each<[string, object, string[]]>([
    [
      'liveness with successThreshold 2',
      probe({ successThreshold: 2 }),
      [`${at}.livenessProbe.successThreshold: Invalid value: 2: must be 1`],
    ],
    [
      'startup with successThreshold 3',
      probe({ successThreshold: 3 }, 'startupProbe'),
      [`${at}.startupProbe.successThreshold: Invalid value: 3: must be 1`],
    ],
    [
      'readiness with a grace period',
      probe({ terminationGracePeriodSeconds: 5 }, 'readinessProbe'),
      [`${at}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes`],
    ],
    [
      'a grace period of 0',
      probe({ terminationGracePeriodSeconds: 0 }),
      [`${at}.livenessProbe.terminationGracePeriodSeconds: Invalid value: 0: must be greater than 0`],
    ],
    [
      'negative numbers, all of them',
      probe({ periodSeconds: -1, timeoutSeconds: -2 }),
      [
        `${at}.livenessProbe.timeoutSeconds: Invalid value: -2: must be greater than or equal to 0`,
        `${at}.livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0`,
      ],
    ],
    [
      'half seconds',
      probe({ periodSeconds: 1.5 }),
      [`${at}.livenessProbe.periodSeconds: Invalid value: 1.5: must be a whole number`],
    ],
    [
      'a number as text',
      probe({ periodSeconds: '5' }),
      [`${at}.livenessProbe.periodSeconds: Invalid value: "5": must be an integer, not a string`],
    ],
    [
      'a number too big',
      probe({ periodSeconds: 2 ** 31 }),
      [`${at}.livenessProbe.periodSeconds: Invalid value: 2147483648: must fit in 32 bits (at most 2147483647)`],
    ],
    [
      'no handler',
      pod({ containers: [container({ livenessProbe: { periodSeconds: 5 } })] }),
      [`${at}.livenessProbe: Required value: must specify a handler type`],
    ],
    [
      'two handlers',
      probe({ exec: { command: ['true'] } }),
      [`${at}.livenessProbe.httpGet: Forbidden: may not specify more than 1 handler type`],
    ],
    [
      'no port',
      pod({ containers: [container({ livenessProbe: { tcpSocket: {} } })] }),
      [`${at}.livenessProbe.tcpSocket.port: Invalid value: 0: ${portText}`],
    ],
    [
      'a port too big',
      pod({ containers: [container({ livenessProbe: { grpc: { port: 70000 } } })] }),
      [`${at}.livenessProbe.grpc.port: Invalid value: 70000: ${portText}`],
    ],
    [
      'a port name without a letter',
      pod({ containers: [container({ livenessProbe: { httpGet: { port: '8080' } } })] }),
      [`${at}.livenessProbe.httpGet.port: Invalid value: "8080": must contain at least one letter (a-z)`],
    ],
    [
      'a scheme in lower case',
      probe({ httpGet: { port: 1, scheme: 'https' } }),
      [`${at}.livenessProbe.httpGet.scheme: Unsupported value: "https": supported values: "HTTP", "HTTPS"`],
    ],
    [
      'an empty command',
      pod({ containers: [container({ livenessProbe: { exec: { command: [] } } })] }),
      [`${at}.livenessProbe.exec.command: Required value`],
    ],
    [
      'a misspelt field',
      probe({ periodSecond: 3 }),
      [`strict decoding error: unknown field "${at}.livenessProbe.periodSecond"`],
    ],
    ['no containers', pod({ containers: [] }), ['spec.containers: Required value']],
    ['no name and no image', pod({ containers: [{}] }), [`${at}.name: Required value`, `${at}.image: Required value`]],
    [
      'two containers of one name',
      pod({ containers: [container(), container()] }),
      ['spec.containers[1].name: Duplicate value: "app"'],
    ],
    [
      'an unknown restart policy',
      pod({ restartPolicy: 'always' }),
      ['spec.restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"'],
    ],
    [
      'a probe on a plain init container',
      pod({ initContainers: [container({ name: 'init', readinessProbe: {} })] }),
      [
        'spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      ],
    ],
    [
      'a sleep longer than the grace period',
      pod({ containers: [container({ lifecycle: { preStop: { sleep: { seconds: 31 } } } })] }),
      [
        `${at}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)`,
      ],
    ],
    ['an operating system without a name', pod({ os: {} }), ['spec.os.name: Required value: cannot be empty']],
    [
      'an operating system that nobody knows',
      pod({ os: { name: 'plan9' } }),
      ['spec.os.name: Unsupported value: "plan9": supported values: "linux", "windows"'],
    ],
    ['no name', pod({}, {}), ['metadata.name: Required value: name or generateName is required']],
    [
      'a port without a number',
      pod({ containers: [container({ ports: [{ name: 'http' }] })] }),
      [`${at}.ports[0].containerPort: Required value`],
    ],
    [
      'a list that is an object',
      pod({ containers: { name: 'app' } }),
      ['spec.containers: Invalid value: {"name":"app"}: must be a list, not an object'],
    ],
  ])('%s', (_name, manifest, expected) => {
    const found = messages(manifest);
    for (const message of expected) expect(found).toContain(message);
    expect(found).toHaveLength(expected.length);
  });

  it('is thrown all at once', () => {
    const read = () => parsePod(probe({ successThreshold: 2, periodSeconds: -1 }));
    expect(read).toThrow(ManifestError);
    expect(read).toThrow(
      'Pod "app" is invalid:\n* spec.containers[0].livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0\n* spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    );
  });
});

describe('what the API server takes for something other than it says', () => {
  const warnings = (manifest: unknown) =>
    readPods(manifest).flatMap((entry) => entry.warnings.map(({ message }) => message));
  it.each<[string, object, string]>([
    [
      '0 for "not given"',
      probe({ periodSeconds: 0 }),
      `${at}.livenessProbe.periodSeconds: 0 means not set: the default of 10 applies`,
    ],
    [
      'a negative grace period',
      pod({ terminationGracePeriodSeconds: -1 }),
      'spec.terminationGracePeriodSeconds: -1 is treated as 1',
    ],
    [
      'tcpSocket in a hook',
      pod({ containers: [container({ lifecycle: { preStop: { tcpSocket: { port: 1 } } } })] }),
      `${at}.lifecycle.preStop.tcpSocket: is accepted`,
    ],
    [
      'a stop signal',
      pod({ containers: [container({ lifecycle: { stopSignal: 'SIGFOO' } })] }),
      `${at}.lifecycle.stopSignal: SIGFOO is silently dropped`,
    ],
  ])('%s', (_name, manifest, expected) => {
    expect(messages(manifest)).toEqual([]);
    expect(warnings(manifest)).toEqual([expect.stringContaining(expected)]);
  });

  it('a key that stands twice: the last one counts', () => {
    const text = JSON.stringify(pod()).replace(
      '"containers"',
      '"terminationGracePeriodSeconds":5,"terminationGracePeriodSeconds":7,"containers"',
    );
    expect(parsePod(text).terminationGracePeriodSeconds).toBe(7);
  });
});

describe('defaults', () => {
  it('are the API’s; 0 means not given', () => {
    const { containers, restartPolicy, terminationGracePeriodSeconds } = parsePod(probe({ periodSeconds: 0 }));
    expect({ restartPolicy, terminationGracePeriodSeconds }).toEqual({
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
    });
    expect(containers[0]?.livenessProbe).toEqual({
      handler: { kind: 'httpGet', path: '/', port: 8080, host: '', scheme: 'HTTP', httpHeaders: [] },
      initialDelaySeconds: 0,
      timeoutSeconds: 1,
      periodSeconds: 10,
      successThreshold: 1,
      failureThreshold: 3,
    });
  });
});

describe('where Pods are found', () => {
  it('in templates, Lists and several documents', () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [container()] } };
    const selector = { matchLabels: labels };
    const yaml = [
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector, template } },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: {} },
      { apiVersion: 'v1', kind: 'List', items: [pod()] },
      {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'night' },
        spec: { schedule: '@daily', jobTemplate: { spec: { template } } },
      },
    ]
      .map((document) => JSON.stringify(document))
      .join('\n---\n');
    expect(readPods(yaml).map(({ kind, name, errors }) => [kind, name, errors.map((error) => error.message)])).toEqual([
      ['Deployment', 'web', []],
      ['Pod', 'app', []],
      [
        'CronJob',
        'night',
        ['spec.jobTemplate.spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
      ],
    ]);
    expect(() => parsePod(yaml)).toThrow('it has 3 Pods, name one of them: deployment/web, pod/app, cronjob/night');
    expect(parsePod(yaml, 'web').name).toBe('web');
  });

  it.each([
    ['a: [', YamlError],
    ['', ManifestError],
    ['kind: ConfigMap', ManifestError],
  ])('says what is wrong with %j', (text, error) => {
    expect(() => parsePod(text)).toThrow(error);
  });

  it.each([
    ['nested too deeply', `a: ${'['.repeat(5000)}${']'.repeat(5000)}`, 'nested too deeply to be read'],
    ['aliases of aliases', aliases, 'its aliases expand without limit, so it is not read'],
    ['UTF-16', Buffer.from('\uFEFFkind: Pod', 'utf16le').toString(), 'UTF-16 text: save it as UTF-8'],
    ['tabs', 'a:\n\tb: 1', 'Tabs are not allowed as indentation'],
  ])('says what is wrong with YAML: %s', (_name, text, message) => {
    expect(() => readPods(text)).toThrow(YamlError);
    expect(() => readPods(text)).toThrow(message);
  });

  it('reads YAML as kubectl does: version 1.1, merge keys, byte order marks', () => {
    const text = (name: string) =>
      `\uFEFFapiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  terminationGracePeriodSeconds: 010\n  containers:\n` +
      '    - &c { name: app, image: app:1 }\n    - { <<: *c, name: side }\n';
    const pods = readPods(`${text('one')}---\n${text('two')}`);
    expect(pods.flatMap((entry) => entry.errors)).toEqual([]);
    expect(pods.map(({ pod }) => [pod.name, pod.terminationGracePeriodSeconds, pod.containers.length])).toEqual([
      ['one', 8, 2],
      ['two', 8, 2],
    ]);
    expect(messages(`${text('one').replace('app:1', 'on').replace('{ name: one }', '{ name: 2020-01-01 }')}`)).toEqual([
      'spec.containers[0].image: Invalid value: true: must be a string, not a boolean',
      'spec.containers[1].image: Invalid value: true: must be a string, not a boolean',
    ]);
  });

  it('a map of very many keys is read in step with their number', () => {
    const read = (keys: number) =>
      expect(readPods(Array.from({ length: keys }, (_, index) => `k${index}: ${index}`).join('\n'))).toEqual([]);
    expect(growthFor4Times(read, 5_000)).toBeLessThan(10);
  });
});
