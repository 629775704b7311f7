import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { troubleNames } from '../../examples/demoapp/src/chaos/troubles.ts';
import { readConfig } from '../../examples/demoapp/src/config.ts';
import { lint } from '../../packages/cli/src/lint/lint.ts';
import { documentsIn, documentsOf, isObject, objections } from './api-schema.ts';
import { at } from './connected.ts';
import { root } from './lab.ts';

/** YAML that is not for Kubernetes: by the name that its reader knows it by. Nothing else may lack `apiVersion` and `kind`. */
const others = /(^|\/)(compose|prometheus|blackbox|alerts)[^/]*\.ya?ml$/;

const files = readdirSync(`${root}examples`, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.ya?ml$/.test(file) && !/(^|\/)(node_modules|dist)\//.test(file))
  .sort();
const documents = files.flatMap((file) => documentsOf(`${root}examples/${file}`, file));
/** kubectl's own, which no server ever sees. */
const isKustomization = ({ name }: { name: string }) => name.endsWith('kustomization.yaml');

describe('every manifest in examples passes the schema of the Kubernetes API', () => {
  it('nothing is left out because its kind is missing', () => {
    expect(documents.filter((one) => !isObject(one) && !others.test(one.name.split('#')[0] ?? ''))).toEqual([]);
  });

  it('types, required fields, and no field that the API does not know', () => {
    const objects = documents.filter((document) => isObject(document) && !isKustomization(document));
    expect(objects.length).toBeGreaterThan(40);
    expect(objections(objects)).toEqual([]);
  });
});

describe.each([
  { name: 'the rolling update', file: '26-rolling-update/kustomization.yaml', kind: 'Kustomization' },
  { name: 'trouble on demand', file: 'chaos/kustomization.yaml', kind: 'Component' },
])('the kustomization of $name', ({ file, kind }) => {
  const [kustomization] = documentsOf(`${root}examples/kubernetes/${file}`, 'kustomization');
  const [deployment] = documentsOf(`${root}examples/kubernetes/base/deployment.yaml`, 'deployment');
  const patches = at(kustomization?.value, 'patches');
  const operations = documentsIn('patch', String(at(patches, 0, 'patch'))).flatMap(({ value }) => value);

  it('patches lists of the base’s Deployment, which then passes too, the linter and the app itself', () => {
    expect(at(kustomization?.value, 'kind')).toBe(kind);
    expect(at(patches, 0, 'target')).toEqual({ kind: 'Deployment', name: at(deployment?.value, 'metadata', 'name') });
    expect(operations.length).toBeGreaterThan(0);
    for (const operation of operations) {
      expect(operation).toMatchObject({ op: 'add', path: expect.stringMatching(/\/-$/) });
      const list = at(deployment?.value, ...String(at(operation, 'path')).split('/').slice(1, -1));
      if (!Array.isArray(list)) throw new Error('the patch adds to what is no list');
      list.push(at(operation, 'value'));
    }
    expect(objections([{ name: 'patched', value: deployment?.value }])).toEqual([]);
    const { findings, problems } = lint([{ name: 'deployment.yaml', text: stringify(deployment?.value) }]);
    expect([...findings, ...problems]).toEqual([]);
    const env = at(deployment?.value, 'spec', 'template', 'spec', 'containers', 0, 'env');
    const read = readConfig(
      Object.fromEntries(Object.values(env ?? {}).map((one) => [at(one, 'name'), at(one, 'value')])),
    );
    expect(read.chaos.size).toBe(kind === 'Component' ? troubleNames.length : 0);
  });
});

it('overlays name what is there', () => {
  const folders = { '26-rolling-update': ['../base'], 'chaos/overlay': ['../../base', '..'] };
  for (const [folder, expected] of Object.entries(folders)) {
    const [{ value } = { value: undefined }] = documentsOf(
      `${root}examples/kubernetes/${folder}/kustomization.yaml`,
      folder,
    );
    const named = [...Object.values(at(value, 'resources') ?? {}), ...Object.values(at(value, 'components') ?? {})];
    expect(named).toEqual(expected);
    for (const one of expected)
      expect(existsSync(`${root}examples/kubernetes/${folder}/${one}/kustomization.yaml`)).toBe(true);
  }
});

describe('a broken manifest is found', () => {
  const pod = (container: string, rest = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: broken }\nspec:\n  containers:\n    - { name: app, image: x, ${container} }\n${rest}`;

  const broken = [
    ['an unknown field', pod('livenesProbe: { tcpSocket: { port: 80 } }'), /livenesProbe/],
    ['an unknown field, deep down', pod('livenessProbe: { httpGet: { port: 80, paths: /livez } }'), /paths/],
    ['an unknown field of the Pod', pod('', '  terminationGracePeriod: 5\n'), /terminationGracePeriod/],
    [
      'a word for a number',
      pod('livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: often }'),
      /periodSeconds|string/,
    ],
    ['a number for a text', pod('env: [{ name: PORT, value: 8080 }]'), /value|number/],
    ['an unquoted yes, which is a boolean', pod('env: [{ name: ON, value: yes }]'), /value|boolean/],
    ['a missing field', pod('livenessProbe: { httpGet: { path: /livez } }'), /port/],
    ['an object for a list', pod('env: { PORT: "8080" }'), /env|array/],
    [
      'a kind that is no more',
      'apiVersion: extensions/v1beta1\nkind: Deployment\n',
      /no extensions\/v1beta1 Deployment/,
    ],
    ['a Service’s port', 'apiVersion: v1\nkind: Service\nspec: { ports: [{ port: "80" }] }\n', /port|string/],
    ['a budget', 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: { maxUnavailble: 1 }\n', /maxUnavailble/],
    ['a ConfigMap', 'apiVersion: v1\nkind: ConfigMap\ndata: { a: 1 }\n', /number|data/],
  ] as const;
  // All at once: the compiler's start is what takes time.
  const found = objections(broken.flatMap(([, text], index) => documentsIn(`broken-${index}.yaml`, text)));

  it.each(broken.map(([name, , objection], index) => [name, index, objection] as const))(
    '%s',
    (_name, index, objection) => {
      expect(found.filter((one) => one.startsWith(`broken-${index}.yaml:`)).join('\n')).toMatch(objection);
    },
  );

  it('a field that stands there twice', () => {
    expect(() => documentsIn('twice.yaml', 'kind: Pod\nkind: Pod\n')).toThrow('twice.yaml: Map keys must be unique');
  });
});
