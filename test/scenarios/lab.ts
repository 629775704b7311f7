import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type App,
  createPodSimulation,
  type KubeletRecord,
  type Pod,
  type PodSimulation,
  parsePod,
  type Reply,
} from '@probez/kubelet';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const examples = `${root}examples/kubernetes/`;

/** A Pod of a scenario, as it is played. */
export interface Lab {
  readonly pod: PodSimulation;
  /** Sends a form, as `curl -d name=value` does, to the path of that name. */
  post(name: string, value: string): Promise<void>;
  /** The seconds at which records of this kind came that satisfy the condition. */
  times(condition: (record: KubeletRecord) => boolean): number[];
  /** How often an event of this reason (and with this in its message) came. */
  count(reason: string, text?: string): number;
  /** What happened to containers and hooks from then on, with the seconds since. */
  timeline(from?: number): string;
  /** `kubectl get pods -w` with its times. */
  rows(): string;
  /** What a reader's page shows: `kubectl get pods -w` with its times, and the events that say more than that a container has started. */
  shown(): string;
}

export interface LabOptions {
  /** What runs in each container, by name. */
  readonly apps?: Readonly<Record<string, App>>;
  /** Changes the Pod before it is played: for what the simulation cannot run. */
  readonly change?: (pod: Pod) => Pod;
}

export type OpenLab = (file: string, options?: LabOptions) => Lab;

const seconds = (value: number) => `${value.toFixed(1)}s`;

/** `kubectl describe` without the events of every start and the line below its head; empty if there are no others. */
function telling(described: string): string {
  const text = described.trimEnd().replace(/^ {2}(?:Normal +(?:Created|Started) |---- ).*\n?/gm, '');
  return /^ {2}(?:Normal|Warning) /m.test(text) ? `\n\n${text.trimEnd()}` : '';
}

function described(record: KubeletRecord): string | undefined {
  if (record.kind === 'ready') return `Pod ${record.value ? 'ready' : 'not ready'}`;
  if (record.kind === 'pod') return record.event === 'gone' ? undefined : `Pod ${record.event}`;
  if (record.kind === 'hook') return `${record.container}: ${record.hook} ${record.event}`;
  if (record.kind === 'event' && record.type === 'Warning') return `${record.container}: ${record.message.trim()}`;
  if (record.kind !== 'container') return undefined;
  if (record.event === 'killing') return `${record.container}: to be stopped within ${record.grace} s`;
  if (record.event === 'exited') return `${record.container}: exited with ${record.code}`;
  if (record.event === 'started') return `${record.container}: started`;
  return record.event === 'CrashLoopBackOff' ? undefined : `${record.container}: ${record.event.toUpperCase()}`;
}

/** Opens a manifest of a scenario's folder, in virtual time. */
export function openLab(folder: string, file: string, { apps = {}, change = (pod) => pod }: LabOptions = {}): Lab {
  const parsed = parsePod(readFileSync(`${examples}${folder}/${file}`, 'utf8'));
  const pod = createPodSimulation({ manifest: change(parsed), apps });
  const rows = () => {
    const seen = pod.watch().map((row) => [seconds(row.seconds), row.ready, row.status, `${row.restarts}`]);
    const table = [['SECONDS', 'READY', 'STATUS', 'RESTARTS'], ...seen];
    const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)) + 3);
    return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('')).join('\n');
  };
  return {
    pod,
    async post(name, value) {
      const reply: Reply = await pod.request({
        method: 'POST',
        url: `/${name}`,
        body: new URLSearchParams({ [name]: value }).toString(),
      });
      if (typeof reply === 'string' || reply.status !== 200) throw new Error(`POST /${name}: ${JSON.stringify(reply)}`);
    },
    times: (condition) =>
      pod
        .records()
        .filter(condition)
        .map((record) => record.at / 1000),
    count: (reason, text = '') =>
      pod
        .events()
        .filter((event) => event.reason === reason && event.message.includes(text))
        .reduce((sum, event) => sum + event.count, 0),
    timeline: (from = 0) =>
      pod
        .records()
        .filter((record) => record.at / 1000 >= from)
        .flatMap((record) => {
          const text = described(record);
          return text === undefined ? [] : [`t=${seconds(record.at / 1000 - from).padEnd(8)}${text}`];
        })
        .join('\n'),
    rows,
    shown: () => rows() + telling(pod.describe()),
  };
}
