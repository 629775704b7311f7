import { readdirSync, readFileSync } from 'node:fs';
import { parsePod, readPods } from '@probez/kubelet';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { examples } from './lab.ts';
import { shorten } from './real/shorten.ts';

const options = {
  port: (given: number) => given + 10_000,
  folder: '/elsewhere',
  startup: false,
  patience: 0,
  program: () => undefined,
};
const demoapp = { command: ['node', 'main.js'], env: { MORE: 'yes' } };

const container = (fields: object) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { containers: [fields] } });
const shortened = (fields: object, more: Partial<Parameters<typeof shorten>[1]> = {}) =>
  parse(shorten(container({ name: 'app', image: 'demoapp', ...fields }), { ...options, ...more })).spec.containers[0];

it.each([
  [
    { livenessProbe: { periodSeconds: 5, timeoutSeconds: 1, initialDelaySeconds: 15, failureThreshold: 3 } },
    { livenessProbe: { periodSeconds: 1, timeoutSeconds: 1, initialDelaySeconds: 3, failureThreshold: 3 } },
  ],
  [{ livenessProbe: { initialDelaySeconds: 0 } }, { livenessProbe: { initialDelaySeconds: 0 } }],
  [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }, { lifecycle: { preStop: { sleep: { seconds: 1 } } } }],
  [{ command: ['sleep', '20'] }, { command: ['sleep', '4'] }],
  [
    { command: ['sh', '-c', "trap 'sleep 5; exit 0' TERM; touch /tmp/a; sleep 600; sleep 1"] },
    { command: ['sh', '-c', "trap 'sleep 1; exit 0' TERM; touch /elsewhere/a; sleep 120; sleep 1"] },
  ],
  [{ ports: [{ containerPort: 80 }] }, { ports: [{ containerPort: 10_080 }] }],
  [
    { livenessProbe: { httpGet: { path: '/livez', port: 'http' } } },
    { livenessProbe: { httpGet: { path: '/livez', port: 'http' } } },
  ],
  [{ args: ['--at=http://127.0.0.1:8080/livez'] }, { args: ['--at=http://127.0.0.1:18080/livez'] }],
  [
    {
      env: [
        { name: 'DRAIN_DELAY_MS', value: '3000' },
        { name: 'PORT', value: '8080' },
        { name: 'A', value: 'b' },
      ],
    },
    {
      env: [
        { name: 'DRAIN_DELAY_MS', value: '600' },
        { name: 'PORT', value: '18080' },
        { name: 'A', value: 'b' },
      ],
    },
  ],
])('%j becomes %j', (given, wanted) => {
  expect(shortened(given)).toEqual({ name: 'app', image: 'demoapp', ...wanted });
});

it('an image gets a program, and variables that the manifest does not set', () => {
  expect(shortened({ env: [{ name: 'PORT', value: '9000' }] }, { program: () => demoapp })).toMatchObject({
    command: ['node', 'main.js'],
    env: [
      { name: 'PORT', value: '19000' },
      { name: 'MORE', value: 'yes' },
    ],
  });
});

it('a startup probe is added beside a liveness probe only, and only where there is none', () => {
  const livenessProbe = { exec: { command: ['true'] }, periodSeconds: 10, failureThreshold: 3 };
  const added = shortened({ livenessProbe }, { startup: true });
  expect(added.startupProbe).toEqual({ exec: { command: ['true'] }, periodSeconds: 1, failureThreshold: 60 });
  expect(shortened({ livenessProbe }).startupProbe).toBeUndefined();
  expect(shortened({ readinessProbe: livenessProbe }, { startup: true }).startupProbe).toBeUndefined();
  const own = { tcpSocket: { port: 1 } };
  expect(shortened({ livenessProbe, startupProbe: own }, { startup: true }).startupProbe).toEqual({
    tcpSocket: { port: 10_001 },
  });
});

it('patience is the timeout of every probe, also where the manifest has none, and of nothing else', () => {
  const fields = {
    livenessProbe: { exec: { command: ['true'] }, timeoutSeconds: 1 },
    readinessProbe: { tcpSocket: { port: 1 } },
    lifecycle: { preStop: { sleep: { seconds: 5 } } },
  };
  expect(shortened(fields, { startup: true, patience: 10 })).toMatchObject({
    livenessProbe: { timeoutSeconds: 10 },
    readinessProbe: { timeoutSeconds: 10 },
    startupProbe: { timeoutSeconds: 10 },
    lifecycle: { preStop: { sleep: { seconds: 1 } } },
  });
});

/** Nothing else in the file: that is what can be run. */
const onePod = (text: string) => parseAllDocuments(text).length === 1 && readPods(text).length === 1;

const pods = readdirSync(examples, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /^\d\d-.*\.yaml$/.test(file) && !file.includes('refused') && onePod(readFileSync(examples + file, 'utf8')),
);

it.each(pods)('%s: what is shortened is a manifest still, with the same probes and hooks', (file) => {
  const text = readFileSync(examples + file, 'utf8');
  const shape = (manifest: string) =>
    [...parsePod(manifest).initContainers, ...parsePod(manifest).containers].map((one) => ({
      name: one.name,
      image: one.image,
      restartPolicy: one.restartPolicy,
      probes: [one.startupProbe, one.readinessProbe, one.livenessProbe].map((probe) => [
        probe?.handler.kind,
        probe?.failureThreshold,
        probe?.successThreshold,
      ]),
      hooks: [one.postStart?.kind, one.preStop?.kind],
    }));
  expect(shape(shorten(text, options))).toEqual(shape(text));
});
