import { createVirtualClock } from '../clock.ts';
import { drivePod } from '../driver.ts';
import { describeEvents, type PodRow, podRow } from '../kubectl.ts';
import { createEventList, type ListedEvent } from '../machine/event-list.ts';
import type { ContainerView } from '../machine/messages.ts';
import type { KubeletRecord, PodSnapshot } from '../machine/records.ts';
import { takeSnapshot } from '../machine/status.ts';
import type { KubeletTiming } from '../machine/timing.ts';
import { podView } from '../machine/view.ts';
import { parsePod } from '../manifest/parse.ts';
import { isFields } from '../manifest/part.ts';
import type { Pod } from '../manifest/types.ts';
import { type App, createPrograms, plainEnv } from './apps.ts';
import { type Assumption, createAssumptions } from './assumptions.ts';
import type { Reply, SimulatedRequest } from './program.ts';
import { createSimulatedWorld } from './world.ts';

/** Options of `createPodSimulation`. */
export interface PodSimulationOptions {
  /** A Pod as YAML text, as an object, inside a Deployment, StatefulSet, Job and the like, or as {@link parsePod} gives it. */
  readonly manifest: unknown;
  /**
   * The name of the object, if the manifest has several.
   * @default the only one
   */
  readonly name?: string;
  /**
   * What runs in each container, by its name.
   * @default the containers' own commands, in a simulated shell
   */
  readonly apps?: Readonly<Record<string, App>>;
  /** The Pod's address in messages. @default '10.244.0.10' */
  readonly podIp?: string;
  /**
   * The delays of the kubelet and its node, which no manifest sets.
   * @default nodeTiming: the reactions of a whole node
   */
  readonly timing?: KubeletTiming;
}

/** Options of `runUntil`. */
export interface WaitOptions {
  /** How many seconds of virtual time to wait before it gives up. @default 600 */
  readonly seconds?: number;
}

/** A Pod in virtual time. */
export interface PodSimulation {
  /** The Pod. */
  readonly pod: Pod;
  /** Seconds since the Pod was added. */
  seconds(): number;
  /** Lets this many seconds pass. */
  runFor(seconds: number): Promise<void>;
  /** The same for apps that answer without promises. */
  runForSync(seconds: number): void;
  /**
   * Lets time pass until the condition holds; returns how many seconds that took.
   * @throws Error if the condition does not hold in time
   */
  runUntil(condition: (row: PodRow, simulation: PodSimulation) => boolean, options?: WaitOptions): Promise<number>;
  /** Sends a request to the Pod, as a client or a test would. */
  request(request: Partial<SimulatedRequest> & { readonly port?: number }): Promise<Reply>;
  /** Deletes the Pod. @param graceSeconds overrides the Pod's own */
  delete(graceSeconds?: number): void;
  /** The row of `kubectl get pods`. */
  row(): PodRow;
  /** All rows that `kubectl get pods -w` has printed so far, with their time in seconds. */
  watch(): readonly (PodRow & { readonly seconds: number })[];
  /** The state as the API shows it. */
  status(): PodSnapshot;
  /** Its containers and probes, for a live view. */
  view(): readonly ContainerView[];
  /** Events with their counts. */
  events(): readonly ListedEvent[];
  /** The Events section of `kubectl describe pod`. */
  describe(): string;
  /** What is not known and was assumed to go well, so far. */
  assumptions(): readonly Assumption[];
  /** Everything that has happened, in order. */
  records(): readonly KubeletRecord[];
}

/** A Pod that has been read already: a manifest has no `unmodelled` in its containers. */
const isPod = (value: unknown): value is Pod =>
  isFields(value) &&
  Array.isArray(value.containers) &&
  value.containers.every((one: unknown) => isFields(one) && 'unmodelled' in one);

/**
 * Simulates a Pod in virtual time: nothing is started, no port is opened, and an hour takes milliseconds.
 * @throws ManifestError if the API server would refuse the manifest, or an app is wrong; YamlError if the text is not YAML
 */
export function createPodSimulation(options: PodSimulationOptions): PodSimulation {
  const pod = isPod(options.manifest) ? options.manifest : parsePod(options.manifest, options.name);
  const clock = createVirtualClock();
  const assumptions = createAssumptions();
  const events = createEventList();
  const records: KubeletRecord[] = [];
  const rows: (PodRow & { seconds: number })[] = [];
  const world = createSimulatedWorld({
    clock,
    podIp: options.podIp ?? '10.244.0.10',
    hostNetwork: pod.hostNetwork,
    program: createPrograms({ pod, apps: options.apps ?? {}, clock, assumptions }),
    env: plainEnv,
    assumptions,
  });
  const driver = drivePod({
    pod,
    timing: options.timing,
    clock,
    world,
    onRecord(record) {
      records.push(record);
      if (record.kind === 'event') events.add(record.at, record);
      if (record.kind !== 'status') return;
      const row = podRow(pod, record.status);
      const last = rows.at(-1);
      if (last?.ready === row.ready && last.status === row.status && last.restarts === row.restarts) return;
      rows.push({ ...row, seconds: record.at / 1000 });
    },
  });
  const row = () => podRow(pod, takeSnapshot(driver.state()));

  const simulation: PodSimulation = {
    pod,
    seconds: () => clock.now() / 1000,
    runFor: (seconds) => clock.advanceToAsync(clock.now() + seconds * 1000),
    runForSync: (seconds) => clock.advanceTo(clock.now() + seconds * 1000),
    async runUntil(condition, { seconds = 600 } = {}) {
      const start = clock.now();
      const end = start + seconds * 1000;
      while (!condition(row(), simulation)) {
        const next = clock.nextAt();
        if (next === undefined || next > end) {
          await clock.advanceToAsync(end);
          if (condition(row(), simulation)) break;
          throw new Error(`the Pod is still ${JSON.stringify(row())} after ${seconds} s`);
        }
        await clock.advanceToAsync(next);
      }
      return (clock.now() - start) / 1000;
    },
    async request({ method = 'GET', url = '/', headers = {}, body, port }) {
      const ports = pod.containers.flatMap((one) => one.ports.map((each) => each.containerPort));
      const connection = world.connect(port ?? ports[0] ?? 8080);
      if (connection === undefined) throw new Error(`nothing listens on port ${port ?? ports[0] ?? 8080} of the Pod`);
      let answer: Reply | undefined;
      connection.request({ method, url, headers, ...(body === undefined ? {} : { body }) }, (reply) => {
        answer = reply;
      });
      await clock.advanceToAsync(clock.now());
      return answer ?? 'hang';
    },
    delete: (graceSeconds) =>
      driver.send(graceSeconds === undefined ? { kind: 'delete' } : { kind: 'delete', graceSeconds }),
    row,
    watch: () => rows,
    status: () => takeSnapshot(driver.state()),
    view: () => podView(driver.state()),
    events: events.list,
    describe: () => describeEvents(events.list(), clock.now()),
    assumptions: assumptions.list,
    records: () => records,
  };
  return simulation;
}
