import type { KubeletRecord } from '../machine/records.ts';
import type { App } from '../simulation/apps.ts';
import type { Assumption } from '../simulation/assumptions.ts';
import { createLanes } from './lanes.ts';
import type { RolloutRecord } from './messages.ts';
import type { RolloutObjects } from './read.ts';
import { type RolloutReport, reportRequests, type TimelineEntry } from './report.ts';
import { createRolloutSimulation, type RolloutSimulation } from './simulation.ts';
import { isComplete } from './state.ts';
import { createTraffic, defaultLoad, endProcess, hearOf, type Load, type Place, sendRequest } from './traffic.ts';
import type { Workload } from './workload.ts';

/** An action on the workload, some seconds after it has all its Pods. */
export type Act = {
  /** When, in seconds after the workload has all its Pods. */
  readonly seconds: number;
} & (
  | { /** `kubectl apply` of another manifest. */ readonly kind: 'apply'; readonly workload: Workload }
  | {
      /** As many Pods as one node has are evicted, as `kubectl drain` does. */ readonly kind: 'evict';
      readonly pods: number;
    }
);

/** Options of `playRollout`. */
export interface PlayOptions extends RolloutObjects {
  /** The actions and their times. */
  readonly acts: readonly Act[];
  /** What runs in each container, by its name; revisions count from 1, in the order of their templates. @default the containers' own commands */
  readonly apps?: ((revision: number) => Readonly<Record<string, App>>) | undefined;
  /** The load of the clients, as far as it differs from the default. @default defaultLoad */
  readonly load?: Partial<Load> | undefined;
  /** After how many seconds it is given up. @default what a Deployment's progressDeadlineSeconds allows, 600 for the others */
  readonly seconds?: number | undefined;
}

/** A refused eviction is tried again after this time, as kubectl does. */
const drainRetryMs = 5000;
/** After its end, a rollout is watched until the last old Pod is gone and the clients know. */
const afterSeconds = 2;

/**
 * Plays a rollout through, with clients.
 * @returns what it did, and what was assumed to go well
 * @throws ManifestError for a wrong script, RangeError for a script of a container that does not exist
 */
export function playRollout(options: PlayOptions): { report: RolloutReport; assumptions: readonly Assumption[] } {
  const { acts, workload } = options;
  const port = portOf(options);
  const {
    service = port === undefined ? undefined : { name: workload.name, targetPort: port, publishNotReady: false },
  } = options;
  const simulation = createRolloutSimulation({ ...options, service });
  const load = { ...defaultLoad, ...options.load };
  const watch = watchRollout(simulation, workload);
  const traffic = sendTraffic(simulation, port, load);
  const start = simulation.startedAt;
  let evicting = 0;

  function evict(pod: string) {
    simulation.send({ kind: 'evict', pod });
    const { allowed } = watch.evictions.findLast((one) => one.pod === pod) ?? { allowed: true };
    if (allowed) evicting -= 1;
    else simulation.clock.at(simulation.clock.now() + drainRetryMs, () => evict(pod));
  }
  function act(one: Act) {
    if (one.kind === 'apply') return simulation.send({ kind: 'apply', workload: one.workload });
    const names = simulation
      .state()
      .members.slice(0, one.pods)
      .map(({ name }) => name);
    evicting += names.length;
    for (const name of names) evict(name);
  }
  for (const one of acts) simulation.clock.at(start + one.seconds * 1000, () => act(one));

  const lastAct = Math.max(0, ...acts.map((one) => one.seconds));
  const newest = acts.reduce((last, one) => (one.kind === 'apply' ? one.workload : last), workload);
  const patience = newest.kind === 'Deployment' ? newest.progressDeadlineSeconds + 5 : 600;
  const end = options.seconds ?? lastAct + patience * Math.max(1, Math.min(newest.replicas, 20));
  const isOver = () => simulation.seconds() > lastAct && evicting === 0 && isComplete(simulation.state());
  const isStuck = () => options.seconds === undefined && simulation.seconds() > watch.movedAt() + patience;
  while (simulation.settled && !isOver() && simulation.seconds() < end && !isStuck()) simulation.runFor(0.1);
  const done = simulation.settled && isOver();
  const seconds = Math.round(simulation.seconds() * 10) / 10;
  if (done) {
    while (simulation.state().members.some((one) => one.deleted)) simulation.runFor(0.1);
    simulation.runFor(afterSeconds);
  }
  const requests = traffic?.report();
  const report: RolloutReport = {
    version: 1,
    kind: workload.kind,
    name: workload.name,
    replicas: newest.replicas,
    strategy: newest.strategy.type,
    done,
    seconds,
    ...(done ? {} : { stalled: { since: watch.movedAt(), why: watch.why() } }),
    ...watch.numbers(),
    ...(requests === undefined ? {} : { requests }),
    evictions: watch.evictions,
    pods: watch.pods(),
    timeline: watch.timeline,
  };
  return { report, assumptions: simulation.assumptions() };
}

/** What is seen of a rollout on its way. */
function watchRollout(simulation: RolloutSimulation, workload: Workload) {
  const { startedAt } = simulation;
  const evictions: RolloutReport['evictions'][number][] = [];
  const timeline: TimelineEntry[] = [];
  const lastWarning = new Map<string, string>();
  const capacity: { t: number; ready: number }[] = [];
  const lanes = createLanes();
  let mostPods = 0;
  let restarts = 0;
  let movedAt = 0;
  const before = new Map<string, Extract<RolloutRecord, { kind: 'pod' }>>();
  const now = () => Math.round(simulation.clock.now() - startedAt) / 1000;

  function count() {
    const { members } = simulation.state();
    const ready = members.filter((one) => !one.deleted && one.shown.ready).length;
    mostPods = Math.max(mostPods, members.length);
    if (capacity.at(-1)?.ready === ready) return;
    if (capacity.at(-1)?.t === now()) capacity.pop();
    capacity.push({ t: now(), ready });
  }
  const say = (text: string, moves = true) => {
    timeline.push({ t: now(), text });
    if (moves) movedAt = now();
  };
  function tellPod(record: Extract<RolloutRecord, { kind: 'pod' }>) {
    const { pod, revision, ready, deleting, container } = record;
    const old = before.get(pod);
    restarts += revision === simulation.state().current ? Math.max(0, record.restarts - (old?.restarts ?? 0)) : 0;
    if (old === undefined) say(`${pod} is created`);
    else if (deleting && !old.deleting) say(`${pod} is deleted`);
    else if (ready !== old.ready && !deleting) say(`${pod} is ${ready ? '' : 'not '}ready`, ready);
    else if (container !== old.container && container !== 'running')
      say(`${pod}: ${container.replace(/:/g, ' ')}`, deleting);
  }
  function seen(record: RolloutRecord) {
    if (record.kind === 'pod') before.set(record.pod, record);
    lanes.record(record, now());
  }
  for (const { name, revision, shown } of simulation.state().members)
    seen({ at: startedAt, kind: 'pod', pod: name, revision, ...shown });
  count();
  simulation.subscribe({
    record(record) {
      if (record.kind === 'pod') tellPod(record);
      seen(record);
      if (record.kind === 'eviction') {
        const { pod, allowed, budget } = record;
        evictions.push({ t: now(), pod, allowed, ...(budget === undefined ? {} : { budget }) });
        if (!allowed)
          say(`${pod} cannot be evicted: ${budget?.currentHealthy} healthy, ${budget?.desiredHealthy} required`, false);
      }
      if (record.kind === 'workload' && record.progress?.reason === 'ProgressDeadlineExceeded')
        say('progressDeadlineSeconds have passed', false);
      count();
    },
    pod(pod: string, record: KubeletRecord) {
      if (record.kind === 'event' && record.type === 'Warning') lastWarning.set(pod, record.message);
    },
  });

  function why(): string {
    const { members, workload: wanted } = simulation.state();
    if (!simulation.settled)
      return `the Pods of ${workload.kind.toLowerCase()}/${workload.name} were not all available before the change`;
    if (wanted.strategy.type === 'OnDelete')
      return 'its strategy is OnDelete: a Pod is replaced only when it is deleted';
    if (wanted.paused) return 'it is paused';
    const stuck = members.find((one) => !one.deleted && !one.shown.ready);
    if (stuck === undefined) {
      const refused = evictions.at(-1);
      return refused?.allowed === false
        ? `the budget never allows ${refused.pod} to be evicted`
        : 'all Pods are ready, and nothing is left to do';
    }
    const { container } = stuck.shown;
    const warning = lastWarning.get(stuck.name);
    return `${stuck.name} is not ready${container === 'running' ? '' : ` (${container})`}${warning === undefined ? '' : `: ${warning}`}`;
  }
  return {
    evictions,
    timeline,
    pods: lanes.report,
    movedAt: () => movedAt,
    why,
    numbers: () => ({ leastReady: Math.min(...capacity.map((one) => one.ready)), mostPods, capacity, restarts }),
  };
}

/** The port that requests go to: the Service's, or the first one that a container declares. */
function portOf({ service, workload }: RolloutObjects): number | undefined {
  const ports = workload.template.containers.flatMap((one) => one.ports);
  const target = service?.targetPort;
  if (typeof target === 'number') return target;
  return (ports.find((one) => one.name === target) ?? ports[0])?.containerPort;
}

/** Clients send requests until the end. */
function sendTraffic(simulation: RolloutSimulation, port: number | undefined, load: Load) {
  if (port === undefined || load.rate === 0) return undefined;
  const { clock, startedAt } = simulation;
  /** Pods that have listened, and those whose process is listening. */
  const listened = new Set<string>();
  const listening = new Set<string>();
  let traffic = createTraffic(load, simulation.state().endpoints, startedAt);

  function placeOf(pod: string): Place {
    const connection = simulation.connect(pod, port ?? 0);
    if (connection !== undefined) {
      if (!listening.has(pod)) connection.onCut(() => end(pod));
      listening.add(pod);
      listened.add(pod);
      return 'listening';
    }
    const member = simulation.state().members.find((one) => one.name === pod);
    if (member === undefined || member.deleted) return 'stopping';
    return listened.has(pod) ? 'down' : 'starting';
  }
  function end(pod: string) {
    listening.delete(pod);
    traffic = endProcess(traffic, pod, clock.now());
  }
  function tick(index: number) {
    clock.at(startedAt + (index * 1000) / load.rate, () => {
      traffic = sendRequest(traffic, placeOf, clock.now());
      tick(index + 1);
    });
  }
  for (const { name } of simulation.state().members) placeOf(name);
  tick(1);
  simulation.subscribe({
    record(record) {
      if (record.kind === 'endpoints') traffic = hearOf(traffic, record.endpoints, clock.now());
    },
  });
  return { report: () => reportRequests(traffic, port, startedAt) };
}
