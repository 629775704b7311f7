import { ManifestError, YamlError } from '@probez/kubelet';
import { type Act, type Load, type PlayOptions, type RolloutObjects, readRollout } from '@probez/kubelet/rollout';
import { readDurationMs } from '../args.ts';
import { type InputFile, readFiles } from '../files.ts';
import type { Io } from '../io.ts';
import { lacksImage } from '../pod-input.ts';
import { readScripts } from '../simulate/scripts.ts';
import { UsageError } from '../usage-error.ts';

/** The options of a rollout, beside those of `simulate`. */
export const rolloutOptions = {
  rollout: { type: 'boolean' },
  to: { type: 'string', multiple: true },
  scale: { type: 'string' },
  evict: { type: 'string' },
  'rollback-after': { type: 'string' },
  'new-script': { type: 'string', multiple: true },
  nodes: { type: 'string' },
  rate: { type: 'string' },
  'request-time': { type: 'string' },
  'keep-alive': { type: 'string' },
  'endpoint-delay': { type: 'string' },
} as const;

export interface RolloutValues {
  readonly script?: readonly string[] | undefined;
  readonly pod?: string | undefined;
  readonly seconds?: string | undefined;
  readonly to?: readonly string[] | undefined;
  readonly scale?: string | undefined;
  readonly evict?: string | undefined;
  readonly 'rollback-after'?: string | undefined;
  readonly 'new-script'?: readonly string[] | undefined;
  readonly nodes?: string | undefined;
  readonly rate?: string | undefined;
  readonly 'request-time'?: string | undefined;
  readonly 'keep-alive'?: string | undefined;
  readonly 'endpoint-delay'?: string | undefined;
}

function readNumber(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new UsageError(`${option} "${text}": expected a whole number from ${least} to ${most}`);
  return value;
}

function readShare(text: string): number {
  const value = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (value !== undefined && Number(value) <= 100) return Number(value) / 100;
  throw new UsageError(`--keep-alive "${text}": expected a percentage from 0% to 100%`);
}

function readLoad(values: RolloutValues): Partial<Load> {
  const rate = readNumber('--rate', values.rate, 0, 1000);
  const time = (key: 'request-time' | 'endpoint-delay') =>
    values[key] === undefined ? undefined : readDurationMs(`--${key}`, values[key]);
  const [requestMs, endpointDelayMs] = [time('request-time'), time('endpoint-delay')];
  return {
    ...(rate === undefined ? {} : { rate }),
    ...(requestMs === undefined ? {} : { requestMs }),
    ...(endpointDelayMs === undefined ? {} : { endpointDelayMs }),
    ...(values['keep-alive'] === undefined ? {} : { keepAlive: readShare(values['keep-alive']) }),
  };
}

/** Reads the workload of some files, with its Service and budget. Images may be missing: nothing is pulled. */
export function readWorkloadTexts(
  files: readonly InputFile[],
  values: Pick<RolloutValues, 'pod' | 'nodes'>,
): RolloutObjects {
  const nodes = readNumber('--nodes', values.nodes, 1, 100);
  const [unreadable] = files.filter((one) => one.unreadable !== undefined);
  if (unreadable !== undefined) throw new UsageError(`cannot read "${unreadable.name}": ${unreadable.unreadable}`);
  try {
    return readRollout(
      files.map((one) => one.text),
      { name: values.pod, nodes, passes: lacksImage },
    );
  } catch (error) {
    if (error instanceof ManifestError || error instanceof YamlError)
      throw new UsageError(`${files.map((one) => one.name).join(', ')}: ${error.message}`);
    throw error;
  }
}

const restartedAt = 'kubectl.kubernetes.io/restartedAt';

/** What the options say is done, after each other. */
function readActs(values: RolloutValues, old: RolloutObjects, next: RolloutObjects | undefined): Act[] {
  const { workload } = old;
  const scale = readNumber('--scale', values.scale, 0, 100);
  const evict = readNumber('--evict', values.evict, 1, 100);
  const back =
    values['rollback-after'] === undefined
      ? undefined
      : readDurationMs('--rollback-after', values['rollback-after']) / 1000;
  if (scale !== undefined && workload.kind === 'DaemonSet')
    throw new UsageError('--scale: a DaemonSet has a Pod on every node; see --nodes');
  const acts: Act[] = [];
  const { template } = workload;
  const restarted = { ...template, annotations: { ...template.annotations, [restartedAt]: '1' } };
  const only = scale !== undefined || evict !== undefined;
  const target =
    next?.workload ?? (only && values['new-script'] === undefined ? undefined : { ...workload, template: restarted });
  if (target !== undefined) acts.push({ seconds: 0, kind: 'apply', workload: target });
  if (scale !== undefined)
    acts.push({ seconds: 0, kind: 'apply', workload: { ...(target ?? workload), replicas: scale } });
  if (evict !== undefined) acts.push({ seconds: 0, kind: 'evict', pods: evict });
  if (back !== undefined) {
    if (target === undefined)
      throw new UsageError('--rollback-after: there is no new template to roll back; add --rollout or --to');
    acts.push({ seconds: back, kind: 'apply', workload: { ...workload, replicas: scale ?? workload.replicas } });
  }
  return acts;
}

/** Reads files and options into what is to be played. */
export async function readPlan(
  files: readonly InputFile[],
  values: RolloutValues,
  io: Io,
): Promise<PlayOptions & { notes: string[] }> {
  const old = readWorkloadTexts(files, values);
  const next = values.to === undefined ? undefined : readWorkloadTexts(await readFiles(values.to, io), values);
  if (next !== undefined) sameWorkload(old, next);
  const scripts = readScripts(values.script ?? [], old.workload.template);
  const newScripts = readScripts(
    values['new-script'] ?? values.script ?? [],
    next?.workload.template ?? old.workload.template,
  );
  const seconds = values.seconds === undefined ? undefined : readDurationMs('--seconds', values.seconds) / 1000;
  const notes =
    old.service === undefined
      ? ['no Service selects the Pods; a Service for the first port that a container declares is assumed']
      : [];
  return {
    ...old,
    acts: readActs(values, old, next),
    apps: (revision) => (revision === 1 ? scripts : newScripts),
    load: readLoad(values),
    seconds,
    notes,
  };
}

/** A rollout of one manifest: its template is made anew. */
export function planOf(files: readonly InputFile[], values: RolloutValues): PlayOptions {
  const objects = readWorkloadTexts(files, values);
  const apps = readScripts(values.script ?? [], objects.workload.template);
  return { ...objects, acts: readActs({}, objects, undefined), apps: () => apps };
}

/** From one manifest to the next. @throws UsageError where they have different workloads */
export function planOfChange(old: PlayOptions, next: PlayOptions): PlayOptions {
  sameWorkload(old, next);
  const apps = (revision: number) => (revision === 1 ? old : next).apps?.(1) ?? {};
  return { ...old, acts: [{ seconds: 0, kind: 'apply', workload: next.workload }], apps };
}

function sameWorkload({ workload: old }: RolloutObjects, { workload: next }: RolloutObjects): void {
  if (next.kind !== old.kind || next.name !== old.name)
    throw new UsageError(`the new manifest has ${next.kind} "${next.name}", and the old one ${old.kind} "${old.name}"`);
}
