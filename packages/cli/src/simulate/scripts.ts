import { readFileSync } from 'node:fs';
import { type App, type Assumption, ManifestError, type Pod } from '@probez/kubelet';
import { readApp } from '@probez/kubelet/internal';
import { readYaml } from '@probez/kubelet/manifest';
import { UsageError } from '../usage-error.ts';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readScriptFile(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--script ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { documents, problems } = readYaml(text);
  for (const { line, column, message } of problems)
    throw new UsageError(`--script ${file}:${line}:${column} ${message}`);
  const value = documents[0]?.value;
  if (isObject(value) && ('boots' in value || 'containers' in value)) return value;
  throw new UsageError(`--script ${file}: expected {"boots": [...]} or {"containers": {"NAME": {"boots": [...]}}}`);
}

/** Reads the `--script` options: what each container runs, where it is not its own command. */
export function readScripts(given: readonly string[], pod: Pod): Readonly<Record<string, App>> {
  const names = [...pod.initContainers, ...pod.containers].map((one) => one.name);
  const apps: Record<string, App> = {};
  const add = (name: string, value: unknown, file: string) => {
    if (!names.includes(name))
      throw new UsageError(`--script ${file}: no container "${name}": the Pod has ${names.join(', ')}`);
    if (!isObject(value)) throw new UsageError(`--script ${file}: the script of "${name}" must be {"boots": [...]}`);
    try {
      apps[name] = readApp(value);
    } catch (error) {
      if (error instanceof ManifestError)
        throw new UsageError(`--script ${file}: container "${name}": ${error.message}`);
      throw error;
    }
  };
  for (const option of given) {
    const [, named, file] = /^([a-z0-9-]+)=(.*)$/.exec(option) ?? [];
    if (option === '' || file === '') throw new UsageError(`--script "${option}": expected FILE or NAME=FILE`);
    if (named !== undefined && file !== undefined) {
      add(named, readScriptFile(file), file);
      continue;
    }
    const value = readScriptFile(option);
    if (isObject(value.containers)) for (const [name, one] of Object.entries(value.containers)) add(name, one, option);
    else if (pod.containers.length === 1) add(pod.containers[0]?.name ?? '', value, option);
    else
      throw new UsageError(
        `--script ${option}: for which container? Write --script NAME=${option} with one of ${names.join(', ')}`,
      );
  }
  return apps;
}

/** What was assumed, and the line that would say it otherwise. */
export const assumptionNotes = (assumptions: readonly Assumption[]): string[] =>
  assumptions.map(
    ({ container, subject, assumed, script }) =>
      `container "${container}": ${subject} cannot be run here and is assumed to work: it ${assumed}. ` +
      `To change that: --script ${container}=FILE with ${script}`,
  );
