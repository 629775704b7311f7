import {
  createPodSimulation,
  type KubeletRecord,
  type KubeletTiming,
  type ProcessHost,
  type Reply,
} from '@probez/kubelet';
import {
  type Pod as PodSpec,
  type Probe,
  type ProbeKind,
  probeField,
  type Container as Spec,
} from '@probez/kubelet/manifest';
import { formatTimeline, linesOf } from '../timeline.ts';
import type { Container } from './container.ts';
import type { Pod } from './model.ts';
import { preStopSeconds } from './prestop.ts';
import { slowestStart, startupWorst } from './probe.ts';

/** What to play in the simulator to see a finding happen. */
export interface Scenario {
  /** The app hangs: it takes connections and answers nothing, from just after an attempt of this probe that it has passed. */
  readonly hangsAfter?: ProbeKind;
  /** So long the app needs until it serves; `longest`: as long as its probes allow. */
  readonly startSeconds?: number | 'longest';
  /** The Pod is deleted while it serves. */
  readonly deleted?: true;
}

/** When it all happens, in seconds after the Pod was added. */
export interface Play {
  readonly startSeconds: number;
  /** What probes meet until then. @default 'refused' */
  readonly starting?: 'refused' | 'hang';
  readonly fails?: { readonly at: number; readonly as: 'hang' | 500 };
  readonly deleteAt?: number;
  readonly seconds: number;
  readonly timing?: KubeletTiming;
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
  { startSeconds, starting = 'refused', fails, deleteAt, seconds, timing }: Play,
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
      bootMs: starting === 'hang' ? 50 : slow,
      sigterm: 'ignore' as const,
      start(host: ProcessHost) {
        const since = host.now();
        return (): Reply => {
          if (starting === 'hang' && host.now() < since + slow) return 'hang';
          if (one.name !== name || fails === undefined || host.now() < fails.at * 1000) return { status: 200 };
          return fails.as === 'hang' ? 'hang' : { status: 500 };
        };
      },
    };
    return [one.name, app] as const;
  });
  const simulation = createPodSimulation({
    manifest: spec,
    apps: Object.fromEntries(apps),
    ...(timing === undefined ? {} : { timing }),
  });
  if (deleteAt === undefined || deleteAt >= seconds) simulation.runForSync(seconds);
  else {
    simulation.runForSync(deleteAt);
    simulation.delete();
    simulation.runForSync(seconds - deleteAt);
  }
  return simulation.records();
}

/** When the app hangs: just after the first attempt that it has passed once all was well. */
function hangTime(pod: Pod, name: string, kind: ProbeKind, calm: Play): number {
  const records = play(pod, name, calm);
  const ready = records.find((record) => record.kind === 'ready' && record.value)?.at ?? 0;
  const passed = records.find(
    (record) => record.kind === 'probe' && record.container === name && record.probe === kind && record.at > ready,
  );
  return ((passed?.at ?? calm.startSeconds * 1000) + 10) / 1000;
}

/** A finding as the simulator plays it: one line for each thing that happens, until the container is replaced or gone. */
export function timeline(pod: Pod, name: string, scenario: Scenario): string {
  const probes = pod.all.find((container) => container.name === name)?.probes ?? [];
  const longest = Math.max(1, ...slowestStart(pod).probes.map((probe) => startupWorst(probe) - 1));
  const startSeconds = scenario.startSeconds === 'longest' ? longest : (scenario.startSeconds ?? 1);
  const calmSeconds =
    startSeconds + 2 * Math.max(1, ...probes.map((one) => one.initialDelaySeconds + 2 * one.periodSeconds));
  const calm: Play = { startSeconds, seconds: calmSeconds };
  const hangsAt = scenario.hangsAfter === undefined ? undefined : hangTime(pod, name, scenario.hangsAfter, calm);
  const records = play(pod, name, {
    ...calm,
    ...(hangsAt === undefined ? {} : { fails: { at: hangsAt, as: 'hang' } as const }),
    ...(scenario.deleted === true ? { deleteAt: calmSeconds } : {}),
    seconds: calmSeconds + 3600,
  });
  const again = records.find((one) => one.kind === 'container' && one.event === 'started' && one.restarts > 0);
  const lines = [...linesOf(records.filter(({ at }) => again === undefined || at <= again.at))];
  if (hangsAt !== undefined) lines.push([hangsAt * 1000, 'the app hangs: it answers no requests any more']);
  return formatTimeline(lines);
}
