import { type App, type Assumption, createPodSimulation, type Pod, type PodSimulation } from '@probez/kubelet';
import { formatTrace, type Observation, table, traceEntry } from '@probez/kubelet/internal';
import { logHead, logLine } from '../event-log.ts';
import { recordedPage, shownPod } from '../ui/page.ts';

export type SimulateFormat = 'trace' | 'watch' | 'describe' | 'states' | 'json';

export interface Watched {
  readonly pod: Pod;
  readonly seconds: number;
  readonly deleteAfterSeconds: number | undefined;
  readonly apps: Readonly<Record<string, App>>;
  readonly format: SimulateFormat;
}

/** The text for standard output, and what was assumed. */
export interface Simulated {
  readonly text: string;
  /** The page of it, in one file. */
  readonly page: () => string;
  readonly assumptions: readonly Assumption[];
  readonly simulation: PodSimulation;
}

/** Plays a manifest through. */
export function simulateManifest(watched: Watched): Simulated {
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
  return {
    text: textOf(simulation, watched),
    page: () => pageOf(simulation),
    assumptions: simulation.assumptions(),
    simulation,
  };
}

const logOf = (simulation: PodSimulation, pod: Pod): readonly string[] => [
  logHead(pod),
  ...simulation.records().map((one) => logLine(one, 0)),
];

const pageOf = (simulation: PodSimulation): string =>
  recordedPage(simulation.pod.name, logOf(simulation, shownPod(simulation.pod)), simulation.describe());

function textOf(simulation: PodSimulation, watched: Watched): string {
  const { pod } = simulation;
  if (watched.format === 'json') return logOf(simulation, pod).join('');
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
