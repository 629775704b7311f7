import {
  type App,
  createPodSimulation,
  formatTrace,
  type Observation,
  type Pod,
  table,
  traceEntry,
} from '@probez/kubelet';

export type SimulateFormat = 'trace' | 'watch' | 'describe' | 'states';

export interface Watched {
  readonly pod: Pod;
  readonly seconds: number;
  readonly deleteAfterSeconds: number | undefined;
  readonly apps: Readonly<Record<string, App>>;
  readonly format: SimulateFormat;
}

/** Plays a manifest through and gives the text for standard output. */
export function simulateManifest(watched: Watched): string {
  const simulation = createPodSimulation({
    manifest: watched.pod,
    apps: watched.apps,
    podIp: '127.0.0.1',
  });
  const { seconds, deleteAfterSeconds } = watched;
  if (deleteAfterSeconds === undefined || deleteAfterSeconds > seconds) simulation.runForSync(seconds);
  else {
    simulation.runForSync(deleteAfterSeconds);
    simulation.delete();
    simulation.runForSync(seconds - deleteAfterSeconds);
  }
  const { pod } = simulation;
  if (watched.format === 'describe') return simulation.describe();
  if (watched.format === 'watch') {
    const rows = simulation
      .watch()
      .map((row) => [row.name, row.ready, row.status, String(row.restarts), `${row.seconds.toFixed(1)}s`]);
    return table([['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'], ...rows]);
  }
  if (watched.format === 'states') {
    const states = simulation
      .records()
      .flatMap((record) =>
        record.kind === 'status' ? [{ t: Math.round(record.at / 100) / 10, ...record.status }] : [],
      );
    const events = simulation.events().map(({ type, reason, count, message, firstAt }) => ({
      s: Math.floor(firstAt / 1000),
      type,
      reason,
      count,
      message,
    }));
    return formatObservation(headOf(pod, watched), { pod: states, events });
  }
  const entries = simulation.records().flatMap((record) => traceEntry(record, 0, true) ?? []);
  return formatTrace(headOf(pod, watched), entries);
}

const headOf = (pod: Pod, { seconds, deleteAfterSeconds }: Watched) => ({
  name: pod.name,
  seconds,
  ...(deleteAfterSeconds === undefined ? {} : { deleteAfterSeconds }),
});

/** A Pod file as it is written: one state and one event per line. */
export function formatObservation(head: Readonly<Record<string, unknown>>, { pod, events }: Observation): string {
  const lines = Object.entries(head).map(([key, value]) => ` ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const list = (items: readonly unknown[]) =>
    items.length === 0 ? '[]' : `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n ]`;
  return `{\n${lines.join('')} "pod": ${list(pod)},\n "events": ${list(events)}\n}\n`;
}
