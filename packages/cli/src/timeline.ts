import type { KubeletRecord } from '@probez/kubelet';

/** The line for what happened; nothing for what only repeats. */
function tell(record: KubeletRecord): string | undefined {
  switch (record.kind) {
    case 'ready':
      return record.value ? 'the Pod is ready' : 'the Pod is not ready: it gets no requests';
    case 'probe':
      return record.outcome === 'success'
        ? undefined
        : `${record.probe} probe of ${record.container} fails (${record.run} of ${record.threshold})`;
    case 'hook':
      return `${record.hook} of ${record.container} ${record.event}`;
    case 'container':
      switch (record.event) {
        case 'started':
          return `${record.container} starts${record.restarts === 0 ? '' : ` again (restart ${record.restarts})`}`;
        case 'killing':
          return `${record.container} is being stopped, with a grace period of ${record.grace} s`;
        case 'sigterm':
          return `${record.container} gets SIGTERM`;
        case 'sigkill':
          return `${record.container} gets SIGKILL`;
        case 'exited':
          return undefined;
        default:
          return `${record.container} waits ${record.seconds} s before its next start (CrashLoopBackOff)`;
      }
    case 'pod':
      return `the Pod is ${record.event}`;
    default:
      return undefined;
  }
}

/** What happened, and when; without a time, what was left out. */
export type TimelineLine = readonly [at: number | undefined, text: string];

/** What happened, without what only repeats. */
export function* linesOf(records: readonly KubeletRecord[]): Generator<TimelineLine> {
  let ready = false;
  for (const record of records) {
    if (record.kind === 'ready' && record.value === ready) continue;
    if (record.kind === 'ready') ready = record.value;
    if (record.kind === 'probe' && record.run > record.threshold) continue;
    const text = tell(record);
    if (text !== undefined) yield [record.at, text];
  }
}

const most = 40;

/** One line for each thing that happened, in order; of a long story the beginning and the end. */
export function formatTimeline(lines: readonly TimelineLine[]): string {
  const sorted = lines.toSorted(([a = 0], [b = 0]) => a - b);
  const shown: readonly TimelineLine[] =
    sorted.length > most ? [...sorted.slice(0, most - 5), [undefined, '...'], ...sorted.slice(-4)] : sorted;
  return shown
    .map(([at, text]) => `  ${(at === undefined ? '' : `${(at / 1000).toFixed(1)} s`).padStart(9)}  ${text}\n`)
    .join('');
}
