import { readFileSync } from 'node:fs';
import type { App, Container, Pod } from '@probez/kubelet';
import { parse } from 'yaml';
import { UsageError } from '../usage-error.ts';

export interface Scripts {
  /** What each container runs, where it is not its own command. */
  readonly apps: Readonly<Record<string, App>>;
  /** What was assumed. */
  readonly notes: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function readScriptFile(file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--script ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (isObject(value) && ('boots' in value || 'containers' in value)) return value;
  throw new UsageError(`--script ${file}: expected {"boots": [...]} or {"containers": {"NAME": {"boots": [...]}}}`);
}

// Its shape is checked, and complained about, by the library.
const asApp = (value: Record<string, unknown>): App => ({ boots: [], ...value });

/** An app that is always well. */
const healthy: App = { start: () => () => ({ status: 200, body: 'OK' }), grpc: () => 'SERVING' };

const asksGrpc = ({ livenessProbe, readinessProbe, startupProbe }: Container) =>
  [livenessProbe, readinessProbe, startupProbe].some((probe) => probe?.handler.kind === 'grpc');

const isShell = (container: Container) =>
  /^(?:.*\/)?(?:sh|bash|ash|dash|sleep|true|false)$/.test(container.command[0] ?? '') ||
  container.env.some((one) => one.name === 'SCRIPT' && one.value !== undefined);

/** Reads the `--script` options. */
export function readScripts(given: readonly string[], pod: Pod): Scripts {
  const names = [...pod.initContainers, ...pod.containers].map((one) => one.name);
  const apps: Record<string, App> = {};
  const add = (name: string, value: unknown, from: string) => {
    if (!names.includes(name))
      throw new UsageError(`--script ${from}: no container "${name}": the Pod has ${names.join(', ')}`);
    if (!isObject(value)) throw new UsageError(`--script ${from}: the script of "${name}" must be {"boots": [...]}`);
    apps[name] = asApp(value);
  };
  for (const option of given) {
    const [, named, file] = /^([a-z0-9-]+)=(.*)$/.exec(option) ?? [];
    if (option === '' || file === '') throw new UsageError(`--script "${option}": expected FILE or NAME=FILE`);
    if (named !== undefined && file !== undefined) {
      add(named, readScriptFile(file), option);
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
  const assumed = [...pod.initContainers, ...pod.containers].filter(
    (one) => apps[one.name] === undefined && !isShell(one),
  );
  for (const container of assumed) apps[container.name] = isInit(pod, container) ? { command: ['true'] } : healthy;
  const notes = assumed.map((one) =>
    isInit(pod, one)
      ? `no script for init container "${one.name}": it ends at once with 0`
      : `no script for container "${one.name}": it answers 200 to everything${asksGrpc(one) ? ', and SERVING to gRPC' : ''}`,
  );
  return { apps, notes };
}

const isInit = (pod: Pod, container: Container) =>
  pod.initContainers.includes(container) && container.restartPolicy !== 'Always';
