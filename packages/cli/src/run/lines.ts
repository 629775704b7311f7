import type { KubeletRecord, Pod, PodRow } from '@probez/kubelet';
import { podRow } from '@probez/kubelet/internal';
import type { Paint } from '../paint.ts';

const seconds = (ms: number) => `${(Math.max(0, ms) / 1000).toFixed(1)}s`.padStart(8);

/** Turns what happens into lines for people. */
export function createLineWriter(pod: Pod, startedAt: number, paint: Paint) {
  let last: PodRow | undefined;
  const names = [pod.name, ...pod.initContainers.map((one) => one.name), ...pod.containers.map((one) => one.name)];
  const width = Math.min(24, Math.max(...names.map((name) => name.length)));
  const counts = new Map<string, string>();
  let probed = '';
  const line = (at: number, who: string, text: string) =>
    `${paint.dim(seconds(at - startedAt))}  ${who.padEnd(width)}  ${text}`;

  function eventLine(record: Extract<KubeletRecord, { kind: 'event' }>): string {
    const kind = record.type === 'Warning' ? paint.yellow('Warning') : 'Normal ';
    const count = record.reason === 'Unhealthy' ? (counts.get(probed) ?? '') : '';
    return line(
      record.at,
      record.container === '' ? pod.name : record.container,
      `${kind}  ${record.reason.padEnd(12)} ${record.message.trim()}${count}`,
    );
  }

  return {
    output: (at: number, container: string, text: string) => line(at, container, `${paint.dim('|')} ${text}`),
    note: (at: number, text: string) => line(at, pod.name, paint.dim(text)),
    /** The line for a record, if it is worth one. */
    record(record: KubeletRecord): string | undefined {
      switch (record.kind) {
        case 'probe': {
          probed = `${record.container}/${record.probe}`;
          const failing = record.outcome === 'failure' && record.run <= record.threshold;
          counts.set(probed, failing ? ` (${record.run}/${record.threshold})` : '');
          return undefined;
        }
        case 'event':
          return eventLine(record);
        case 'result': {
          if (record.result === 'unknown') return undefined;
          const text = `${record.probe} is ${record.result === 'success' ? paint.green('success') : paint.red('failure')}`;
          return line(record.at, record.container, text);
        }
        case 'status': {
          const row = podRow(pod, record.status);
          if (
            last !== undefined &&
            last.ready === row.ready &&
            last.status === row.status &&
            last.restarts === row.restarts
          )
            return undefined;
          last = row;
          return line(record.at, row.name, paint.bold(`READY ${row.ready}  ${row.status}  RESTARTS ${row.restarts}`));
        }
        case 'container':
          if (record.event === 'exited') return line(record.at, record.container, `exited with ${record.code}`);
          if (record.event === 'sigkill')
            return line(
              record.at,
              record.container,
              paint.red(record.forced === true ? 'SIGKILL' : 'SIGKILL: the grace period is over'),
            );
          if (record.event === 'CrashLoopBackOff')
            return line(record.at, record.container, `waits ${record.seconds} s before the next start`);
          return undefined;
        case 'hook':
          return line(
            record.at,
            record.container,
            `${record.hook} hook ${record.event}${record.message === undefined ? '' : `: ${record.message.trim()}`}`,
          );
        case 'pod':
          return line(record.at, pod.name, record.event);
        default:
          return undefined;
      }
    },
  };
}

export type LineWriter = ReturnType<typeof createLineWriter>;
