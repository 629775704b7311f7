import type { Tell } from './finding.ts';
import { checkChoice, checkName } from './names.ts';
import type { Part } from './part.ts';
import type { EnvironmentVariable } from './types.ts';

/** Where a variable may come from, and what such a reference must say. */
const sources: Readonly<Record<string, string>> = {
  fieldRef: 'fieldPath',
  resourceFieldRef: 'resource',
  configMapKeyRef: 'key',
  secretKeyRef: 'key',
  fileKeyRef: 'key',
};

/** Fields that a variable may take, and those that only a volume may. */
const podFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const otherFields = [
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
];
const oneOfMany = /^metadata\.(labels|annotations)\['(.*)'\]$/;

const resources = ['limits', 'requests'].flatMap((kind) =>
  ['cpu', 'ephemeral-storage', 'memory'].map((name) => `${kind}.${name}`),
);

function checkFieldRef(reference: Part, tell: Tell): void {
  const at = reference.at('fieldPath');
  const version = reference.at('apiVersion').text || 'v1';
  const { text } = at;
  if (text === undefined || text === '') return;
  const [, kind, key] = oneOfMany.exec(text) ?? [];
  if (
    version !== 'v1' ||
    !(key !== undefined || text === 'spec.host' || [...podFields, ...otherFields].includes(text))
  ) {
    const why = version === 'v1' ? `field label not supported: ${text}` : `unsupported pod version: ${version}`;
    tell('invalid', at, { value: text, detail: `error converting fieldPath: ${why}` });
  } else if (key !== undefined) checkName('qualified name', kind === 'annotations' ? key.toLowerCase() : key, at, tell);
  else if (text !== 'spec.host') checkChoice(at, podFields, tell);
}

/** A ConfigMap's or Secret's name and one of its keys. */
function checkKeyRef(reference: Part, tell: Tell): void {
  const [name, key] = [reference.at('name'), reference.at('key')];
  if (!name.exists || name.text !== undefined) checkName('subdomain', name.text ?? '', name, tell);
  if (key.text) checkName('config key', key.text, key, tell);
}

function checkSource(valueFrom: Part, source: string, tell: Tell): void {
  const reference = valueFrom.at(source);
  const at = reference.at(sources[source] ?? '');
  if (!at.exists || at.text === '') tell('required', at, { detail: '' });
  if (source === 'fieldRef') checkFieldRef(reference, tell);
  else if (source === 'configMapKeyRef' || source === 'secretKeyRef') checkKeyRef(reference, tell);
  else if (source === 'resourceFieldRef' && at.text && !/^(?:limits|requests)\.hugepages-/.test(at.text))
    checkChoice(at, resources, tell);
}

/** The variables that a container is given one by one. */
export function readEnv(env: Part, tell: Tell): EnvironmentVariable[] {
  return env.items.map((entry) => {
    const name = entry.at('name').text ?? '';
    if (name === '') tell('required', entry.at('name'), { detail: '' });
    else checkName('variable', name, entry.at('name'), tell);
    const value = entry.at('value').text;
    const valueFrom = entry.at('valueFrom');
    const found = Object.keys(sources).filter((key) => valueFrom.at(key).exists);
    if (valueFrom.map !== undefined) {
      if (value !== undefined && value !== '') tell('value-beside-source', valueFrom, { value });
      else if (found.length !== 1) tell('one-source', valueFrom, { found });
      for (const source of found) checkSource(valueFrom, source, tell);
    }
    return {
      name,
      ...(value === undefined ? {} : { value }),
      ...(valueFrom.map === undefined ? {} : { valueFrom: valueFrom.map }),
    };
  });
}

/** Whole ConfigMaps and Secrets: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go (ValidateEnvFrom) */
export function checkEnvFrom(envFrom: Part, tell: Tell): void {
  for (const entry of envFrom.items) {
    const prefix = entry.at('prefix');
    if (prefix.text) checkName('variable', prefix.text, prefix, tell);
    const found = ['configMapRef', 'secretRef'].filter((key) => entry.at(key).exists);
    if (entry.map !== undefined && found.length !== 1)
      tell('invalid', envFrom, {
        value: '',
        detail:
          found.length === 0
            ? 'must specify one of: `configMapRef` or `secretRef`'
            : 'may not have more than one field specified at a time',
      });
    for (const key of found) {
      const name = entry.at(key, 'name');
      if (!name.exists || name.text === '') tell('required', name, { detail: '' });
      else if (name.text !== undefined) checkName('subdomain', name.text, name, tell);
    }
  }
}
