import { createPodSimulation, type KubeletRecord, type Reply } from '@probez/kubelet';
import {
  type Pod as PodSpec,
  type Probe,
  type ProbeKind,
  probeField,
  type Container as Spec,
} from '@probez/kubelet/manifest';
import type { Container } from './container.ts';
import type { Pod } from './model.ts';
import { preStopSeconds } from './prestop.ts';
import { slowestStart, startupWorst } from './probe.ts';

/** What to play in the simulator to see a finding happen. */
export interface Scenario {
  /** The app hangs: it takes connections and answers nothing, from some time after it has become ready. */
  readonly hangs?: true;
  /** So long the app needs until it serves; `longest`: as long as its probes allow. */
  readonly startSeconds?: number | 'longest';
  /** The Pod is deleted while it serves. */
  readonly deleted?: true;
}

/** When it all happens, in seconds after the Pod was added. */
export interface Play {
  readonly startSeconds: number;
  readonly hangsAt?: number;
  readonly deleteAt?: number;
  readonly seconds: number;
}

const kinds: readonly ProbeKind[] = ['startup', 'liveness', 'readiness'];

/** The same numbers on one port, so that every kind of handler can be played: an exec probe has the timing of an httpGet one. */
function playable(container: Spec, full: Container | undefined): Spec {
  const probes = kinds.flatMap((kind): [string, Probe][] => {
    const probe = container[probeField[kind]];
    if (probe === undefined) return [];
    const handler = {
      kind: 'httpGet',
      path: `/${kind}`,
      port: 8080,
      host: '',
      scheme: 'HTTP',
      httpHeaders: [],
    } as const;
    return [[probeField[kind], { ...probe, handler }]];
  });
  const { postStart, preStop, startupProbe, livenessProbe, readinessProbe, ...rest } = container;
  const seconds = full === undefined ? 0 : Math.round(preStopSeconds(full));
  return {
    ...rest,
    env: [],
    ports: [{ containerPort: 8080, protocol: 'TCP' }],
    ...Object.fromEntries(probes),
    ...(seconds === 0 ? {} : { preStop: { kind: 'sleep', seconds } }),
  };
}

/** Plays a Pod whose one container has trouble, all others being well, and gives what happened. */
export function play(
  pod: Pod,
  name: string,
  { startSeconds, hangsAt, deleteAt, seconds }: Play,
): readonly KubeletRecord[] {
  const fit = (one: Spec) =>
    playable(
      one,
      pod.all.find((full) => full.name === one.name),
    );
  const spec: PodSpec = {
    name: pod.name,
    namespace: pod.namespace,
    labels: {},
    annotations: {},
    restartPolicy: pod.restartPolicy,
    terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    shareProcessNamespace: false,
    hostNetwork: false,
    // A plain init container takes its own time, which no manifest shows.
    initContainers: pod.initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always').map(fit),
    containers: pod.containers.map(fit),
  };
  const apps = [...spec.initContainers, ...spec.containers].map((one) => {
    const slow = one.name === name ? startSeconds * 1000 : 100;
    const app = {
      bootMs: slow,
      sigterm: 'ignore' as const,
      start: () => (): Reply =>
        one.name === name && hangsAt !== undefined && simulation.seconds() >= hangsAt ? 'hang' : { status: 200 },
    };
    return [one.name, app] as const;
  });
  const simulation = createPodSimulation({ manifest: spec, apps: Object.fromEntries(apps) });
  if (deleteAt === undefined || deleteAt >= seconds) simulation.runForSync(seconds);
  else {
    simulation.runForSync(deleteAt);
    simulation.delete();
    simulation.runForSync(seconds - deleteAt);
  }
  return simulation.records();
}

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
          return `${record.container} is to be stopped, with ${record.grace} s of grace`;
        case 'sigterm':
          return `${record.container} gets SIGTERM`;
        case 'sigkill':
          return `${record.container} gets SIGKILL`;
        case 'exited':
          return undefined;
        default:
          return `${record.container} waits ${record.seconds} s for its next start (CrashLoopBackOff)`;
      }
    case 'pod':
      return `the Pod is ${record.event}`;
    default:
      return undefined;
  }
}

const most = 40;

/** A finding as the simulator plays it: one line for each thing that happens, until the container is replaced or gone. */
export function timeline(pod: Pod, name: string, scenario: Scenario): string {
  const one = pod.all.find((container) => container.name === name);
  const longest = Math.max(0, ...slowestStart(pod).probes.map(startupWorst));
  const needed = scenario.startSeconds === 'longest' ? Math.max(1, longest - 1) : (scenario.startSeconds ?? 1);
  const served =
    needed + Math.max(1, ...(one?.probes ?? []).map((probe) => probe.initialDelaySeconds + 2 * probe.periodSeconds));
  const records = play(pod, name, {
    startSeconds: needed,
    ...(scenario.hangs === true ? { hangsAt: served } : {}),
    ...(scenario.deleted === true ? { deleteAt: served } : {}),
    seconds: served + 3600,
  });
  const head =
    scenario.hangs === true
      ? [[served * 1000, `the app hangs: it answers nothing any more`] as const]
      : scenario.deleted === true
        ? [[served * 1000, 'the Pod is deleted'] as const]
        : [];
  const end = records.find(
    (record) =>
      record.kind === 'container' && record.container === name && record.event === 'started' && record.restarts > 0,
  );
  const lines = records
    .filter(({ at }) => end === undefined || at <= end.at)
    .flatMap((record) => {
      const text = tell(record);
      return text === undefined || (scenario.deleted === true && text === 'the Pod is deleted')
        ? []
        : [[record.at, text] as const];
    });
  const all = [...lines, ...head].toSorted(([a], [b]) => a - b);
  const shown = all.length > most ? [...all.slice(0, most - 5), [undefined, '...'] as const, ...all.slice(-4)] : all;
  return shown
    .map(([at, text]) => `  ${at === undefined ? '' : `${(at / 1000).toFixed(1)} s`.padStart(9)}  ${text}\n`)
    .join('');
}
