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
  /** What a reader's page shows: `kubectl get pods -w` with its times, and the events. */
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

/** Opens a manifest of a scenario's folder, in virtual time. */
export function openLab(folder: string, file: string, { apps = {}, change = (pod) => pod }: LabOptions = {}): Lab {
  const parsed = parsePod(readFileSync(`${examples}${folder}/${file}`, 'utf8'));
  const pod = createPodSimulation({ manifest: change(parsed), apps });
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
    shown() {
      const rows = pod.watch().map((row) => [seconds(row.seconds), row.ready, row.status, `${row.restarts}`]);
      const table = [['SECONDS', 'READY', 'STATUS', 'RESTARTS'], ...rows];
      const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)) + 3);
      const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(''));
      return `${lines.join('\n')}\n\n${pod.describe().trimEnd()}`;
    },
  };
}
