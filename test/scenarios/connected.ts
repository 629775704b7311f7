import { readPods } from '@probez/kubelet';
import type { InputFile } from '../../packages/cli/src/files.ts';
import { parse } from '../../packages/cli/src/lint/source.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** What is found at a path, or undefined. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) current = isFields(current) ? Reflect.get(current, key) : undefined;
  return current;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What a Service, a PodDisruptionBudget or a volume names that is nowhere among the files. */
export function looseEnds(files: readonly InputFile[]): string[] {
  const objects = files.flatMap((file) => parse(file).sources.map(({ value }) => value));
  const pods = objects.flatMap((object) => readPods(object).map(({ pod }) => pod));
  const selected = (selector: unknown) =>
    pods.filter(
      ({ labels }) => isFields(selector) && Object.entries(selector).every(([key, one]) => labels[key] === one),
    );
  const names = (kind: string) =>
    objects.flatMap((object) => (at(object, 'kind') === kind ? [at(object, 'metadata', 'name')] : []));

  return objects.flatMap((object) => {
    const label = `${at(object, 'kind')}/${at(object, 'metadata', 'name')}`;
    if (at(object, 'kind') === 'Service') {
      const chosen = selected(at(object, 'spec', 'selector'));
      if (chosen.length === 0) return [`${label} selects no Pod`];
      const ports = chosen.flatMap((pod) => pod.containers.flatMap((container) => container.ports));
      return list(at(object, 'spec', 'ports'))
        .map((port) => at(port, 'targetPort'))
        .filter((target) => !ports.some(({ name, containerPort }) => target === name || target === containerPort))
        .map((target) => `${label}: no container has the port ${target}`);
    }
    if (at(object, 'kind') === 'PodDisruptionBudget')
      return selected(at(object, 'spec', 'selector', 'matchLabels')).length === 0 ? [`${label} selects no Pod`] : [];
    return list(at(object, 'spec', 'volumes'))
      .flatMap((volume) => at(volume, 'configMap', 'name') ?? [])
      .filter((name) => !names('ConfigMap').includes(name))
      .map((name) => `${label}: there is no ConfigMap ${name}`);
  });
}
