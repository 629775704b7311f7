import type { Tell } from './finding.ts';
import { checkChoice, checkName } from './names.ts';
import type { Part } from './part.ts';

/** Names of volumes, each once; what is in them has nothing to do with probes. @param claims those that a StatefulSet adds to its template */
function readVolumes(spec: Part, claims: readonly string[], tell: Tell): Set<string> {
  const names = new Set<string>();
  for (const volume of spec.at('volumes').items) {
    const at = volume.at('name');
    const name = at.text ?? '';
    if (name !== '') checkName('label', name, at, tell);
    else if (!at.exists || at.text !== undefined) tell('required', at, { detail: '' });
    if (names.has(name)) tell('duplicate', at, { value: name });
    names.add(name);
    const sources = volume.keys.filter((key) => key !== 'name');
    for (const key of sources.slice(1))
      tell('forbidden', volume.at(key), { detail: 'may not specify more than 1 volume type' });
  }
  return new Set([...names, ...claims]);
}

/** Which part of a volume is mounted, and how. */
function checkMount(mount: Part, tell: Tell): void {
  const [path, expression] = [mount.at('subPath'), mount.at('subPathExpr')];
  for (const at of [path, expression]) {
    if (at.text?.startsWith('/')) tell('invalid', at, { value: at.text, detail: 'must be a relative path' });
    if (at.text?.split('/').includes('..')) tell('invalid', at, { value: at.text, detail: "must not contain '..'" });
  }
  if (path.text && expression.text)
    tell('invalid', expression, { value: expression.text, detail: 'subPathExpr and subPath are mutually exclusive' });
  checkChoice(mount.at('mountPropagation'), ['Bidirectional', 'HostToContainer', 'None'], tell);
}

/** What containers mount is a volume of the Pod, each at a place of its own. */
export function checkVolumes(spec: Part, claims: readonly string[], tell: Tell): void {
  const volumes = readVolumes(spec, claims, tell);
  for (const container of ['containers', 'initContainers'].flatMap((key) => spec.at(key).items)) {
    const places = new Set<string>();
    for (const mount of container.at('volumeMounts').items) {
      const [name, path] = [mount.at('name'), mount.at('mountPath')];
      if (name.text && !volumes.has(name.text)) tell('not-found', name, { value: name.text });
      for (const at of [name, path]) if (!at.exists || at.text === '') tell('required', at, { detail: '' });
      if (path.text && places.has(path.text)) tell('invalid', path, { value: path.text, detail: 'must be unique' });
      places.add(path.text ?? '');
      checkMount(mount, tell);
    }
  }
}
