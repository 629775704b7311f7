import { readFileSync } from 'node:fs';
import { type ObservedEvent, type ObservedState, podRow, readPodCase, table } from '@probez/kubelet/internal';
import { root } from './lab.ts';

// What a node of Kubernetes 1.36.2 showed of a whole Pod, as the pages quote it.

interface RecordedPod {
  readonly pod: readonly ObservedState[];
  readonly events: readonly ObservedEvent[];
}

const most = 140;
const shorten = (message: string) => {
  const text = message.replaceAll('POD-IP', '10.244.0.10');
  return text.length > most ? `${text.slice(0, most)}...` : text;
};
const seconds = (t: number) => `${t.toFixed(1)}s`;

/** `kubectl get pods -w`, and the events with their counts. */
function showPod(recording: RecordedPod): string {
  const { pod } = readPodCase(recording);
  const rows = recording.pod.flatMap((state) => {
    if ('gone' in state) return [[seconds(state.t), '', 'gone', '']];
    const { ready, status, restarts } = podRow(pod, state);
    return [[seconds(state.t), ready, status, String(restarts)]];
  });
  const changes = rows.filter((row, index) => row.slice(1).join() !== rows[index - 1]?.slice(1).join());
  const told = recording.events.filter(({ reason }) => reason !== 'Created' && reason !== 'Started');
  // Messages that differ only in an id are one here.
  const counts = new Map<string, number>();
  for (const { type, reason, count, message } of told) {
    const key = [type, reason, shorten(message)].join('\t');
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const events = [...counts].map(([key, count]) => {
    const [type = '', reason = '', message = ''] = key.split('\t');
    return [type, reason, `x${count}`, message];
  });
  const tables = [[['SECONDS', 'READY', 'STATUS', 'RESTARTS'], ...changes]];
  if (events.length > 0) tables.push([['TYPE', 'REASON', 'COUNT', 'MESSAGE'], ...events]);
  return tables
    .map((rows) => table(rows))
    .join('\n')
    .replace(/ +$/gm, '');
}

/** A recording by its name: `pods/exec-file-lesson`. */
export function showRecording(name: string): string {
  return showPod(JSON.parse(readFileSync(`${root}packages/kubelet/test/recorded/${name}.json`, 'utf8')));
}
