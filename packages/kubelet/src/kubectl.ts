import type { ListedEvent } from './machine/event-list.ts';
import type { ContainerSnapshot, PodSnapshot } from './machine/records.ts';
import type { Pod } from './manifest/types.ts';

/** A row of `kubectl get pods`. */
export interface PodRow {
  /** The Pod's name. */
  readonly name: string;
  /** The READY column: ready containers of all, such as `1/2`; sidecars count. */
  readonly ready: string;
  /** The STATUS column: `Running`, `CrashLoopBackOff`, `Init:0/1`. */
  readonly status: string;
  /** How often containers were restarted, all together. */
  readonly restarts: number;
}

const reasonOf = (state: string, prefix: string): string | undefined => {
  const [, kind, reason = ''] = /^(waiting|terminated):([^:]*)/.exec(state) ?? [];
  if (kind === undefined || reason === '' || (prefix !== '' && reason === 'PodInitializing')) return undefined;
  return `${prefix}${reason}`;
};

function initReason(pod: Pod, status: PodSnapshot): string | undefined {
  for (const [index, container] of pod.initContainers.entries()) {
    const one = status.containers[container.name];
    if (one === undefined || one.state.startsWith('terminated:Completed')) continue;
    if (container.restartPolicy === 'Always' && one.started) continue;
    return reasonOf(one.state, 'Init:') ?? `Init:${index}/${pod.initContainers.length}`;
  }
  return undefined;
}

/** The STATUS column: https://github.com/kubernetes/kubernetes/blob/master/pkg/printers/internalversion/printers.go (printPod) */
function statusOf(pod: Pod, status: PodSnapshot): string {
  const initializing = status.initialized && status.phase !== 'Pending' ? undefined : initReason(pod, status);
  let reason: string = initializing ?? status.phase;
  if (initializing === undefined) {
    let running = false;
    for (const container of [...pod.containers].reverse()) {
      const one = status.containers[container.name];
      if (one === undefined) continue;
      reason = reasonOf(one.state, '') ?? reason;
      if (one.ready && one.state === 'running') running = true;
    }
    if (reason === 'Completed' && running) reason = status.ready ? 'Running' : 'NotReady';
  }
  return status.deleting && status.phase !== 'Failed' && status.phase !== 'Succeeded' ? 'Terminating' : reason;
}

/** The row that `kubectl get pods` prints for this state. */
export function podRow(pod: Pod, status: PodSnapshot): PodRow {
  const counted = [...pod.initContainers.filter((one) => one.restartPolicy === 'Always'), ...pod.containers];
  const states = counted.flatMap((one) => status.containers[one.name] ?? []);
  const restarts = (list: readonly (ContainerSnapshot | undefined)[]) =>
    list.reduce((sum, one) => sum + (one?.restarts ?? 0), 0);
  const initializing = status.phase === 'Pending' && initReason(pod, status) !== undefined;
  return {
    name: pod.name,
    ready: `${states.filter((one) => one.ready).length}/${counted.length}`,
    status: statusOf(pod, status),
    restarts: initializing ? restarts(pod.initContainers.map((one) => status.containers[one.name])) : restarts(states),
  };
}

/** A length of time as kubectl prints it: `5s`, `2m10s`, `3h5m`. */
export function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

/** Rows in columns, three spaces between them, as kubectl prints tables. */
export function table(rows: readonly (readonly string[])[], gap = 3): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  const line = (row: readonly string[]) =>
    row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + gap))).join('');
  return rows.map((row) => `${line(row)}\n`).join('');
}

/** The Events section of `kubectl describe pod`, as kubectl 1.36 prints it. */
export function describeEvents(events: readonly ListedEvent[], now: number): string {
  if (events.length === 0) return 'Events:  <none>\n';
  const rows = events.map(({ type, reason, count, firstAt, lastAt, fieldPath, message }) => [
    `  ${type}`,
    reason,
    count > 1 ? `${age(now - lastAt)} (x${count} over ${age(now - firstAt)})` : age(now - firstAt),
    'kubelet',
    `${fieldPath === '' ? '' : `${fieldPath}: `}${message.trim()}`,
  ]);
  const head = ['  Type', 'Reason', 'Age', 'From', 'Message'];
  return `Events:\n${table([head, head.map((cell) => (cell.startsWith(' ') ? '  ----' : '----')), ...rows], 2)}`;
}
