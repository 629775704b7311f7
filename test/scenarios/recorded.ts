import { readFileSync } from 'node:fs';
import { type ObservedEvent, type ObservedState, podRow, readPodCase, table } from '@probez/kubelet/internal';
import { root } from './lab.ts';

// What a node of Kubernetes 1.36.2 showed, as the pages quote it.

interface RecordedPod {
  readonly pod: readonly ObservedState[];
  readonly events: readonly ObservedEvent[];
}

interface RecordedTrace {
  readonly trace: readonly (Readonly<Record<string, unknown>> & { readonly t: number; readonly kind: string })[];
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

const textOf: Readonly<Record<string, (entry: RecordedTrace['trace'][number]) => string>> = {
  ready: ({ value }) => (value === true ? 'ready' : 'not ready'),
  container: ({ event }) => `container: ${String(event)}`,
  pod: ({ event }) => `Pod: ${String(event)}`,
  event: ({ type, reason, message }) => `${String(type)} ${String(reason)}: ${String(message)}`,
};

/** What the prober did, each event once, where it first came. */
function showTrace({ trace }: RecordedTrace): string {
  const seen = new Set<string>();
  const rows = trace.flatMap((entry) => {
    const text = textOf[entry.kind]?.(entry);
    if (text === undefined || (entry.kind === 'event' && seen.has(text))) return [];
    seen.add(text);
    return [[seconds(entry.t), shorten(text)]];
  });
  return table([['SECONDS', 'WHAT'], ...rows]);
}

/** A recording by its name: `pods/exec-file-lesson`, `traces/defaults`. */
export function showRecording(name: string): string {
  const value = JSON.parse(readFileSync(`${root}packages/kubelet/test/recorded/${name}.json`, 'utf8'));
  return name.startsWith('pods/') ? showPod(value) : showTrace(value);
}
