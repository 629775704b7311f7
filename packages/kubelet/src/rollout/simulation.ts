import { createVirtualClock } from '../clock.ts';
import type { Driven } from '../drive-machine.ts';
import type { KubeletRecord } from '../machine/records.ts';
import { type App, createPrograms, plainEnv } from '../simulation/apps.ts';
import { type Assumption, createAssumptions } from '../simulation/assumptions.ts';
import type { Connection } from '../simulation/http.ts';
import { createSimulatedWorld } from '../simulation/world.ts';
import { driveRollout } from './driver.ts';
import { seenByNode } from './member-world.ts';
import type { RolloutInput, RolloutRecord } from './messages.ts';
import type { RolloutObjects } from './read.ts';
import { isComplete, type RolloutState } from './state.ts';
import { nodeRolloutTiming, type RolloutTiming } from './timing.ts';

/** Options of `createRolloutSimulation`. */
export interface RolloutSimulationOptions extends RolloutObjects {
  /** What runs in each container, by its name; revisions count from 1. @default the containers' own commands */
  readonly apps?: ((revision: number) => Readonly<Record<string, App>>) | undefined;
  /**
   * The delays of the kubelet and its node, which no manifest sets.
   * @default nodeRolloutTiming
   */
  readonly timing?: RolloutTiming | undefined;
  /** True: the workload is created at time 0, instead of having all its Pods by then. @default false */
  readonly createdAtZero?: boolean | undefined;
  /** How many milliseconds after a whole second of the cluster's clock time 0 is. @default 0 */
  readonly offsetMs?: number | undefined;
  /** From the start of a container with a `SCRIPT` variable until it runs its own code, in milliseconds. @default 500 */
  readonly scriptBootMs?: number | undefined;
}

/** A workload in virtual time: complete at time 0, then changed. */
export interface RolloutSimulation {
  /** True if all Pods of the workload were available at time 0; false if it did not get there within ten minutes. */
  readonly settled: boolean;
  /** The clock of the rollout. */
  readonly clock: ReturnType<typeof createVirtualClock>;
  /** Time 0 on the clock, in milliseconds. */
  readonly startedAt: number;
  /** Seconds since time 0. */
  seconds(): number;
  /** The current state of the workload. */
  state(): RolloutState;
  /** Sends the workload an input, such as a new template. */
  send(input: RolloutInput): void;
  /** Lets this many seconds pass. */
  runFor(seconds: number): void;
  /** A client's connection to a port of a Pod; undefined when nothing listens there. */
  connect(pod: string, port: number): Connection | undefined;
  /** Everything that has happened since time 0, in order. */
  records(): readonly RolloutRecord[];
  /** Calls the listener with what happens in the workload and inside the Pods. */
  subscribe(listener: { record?(record: RolloutRecord): void; pod?(pod: string, record: KubeletRecord): void }): void;
  /** What is not known and was assumed to go well, so far. */
  assumptions(): readonly Assumption[];
}

/** How long a workload may take until it is complete for the first time. */
const settleMs = 600_000;
/** What it then still has going on, such as the end of a readiness probe's first period. */
const restMs = 20_000;

/** Simulates a workload in virtual time: nothing is started, and no port is opened. Throws nothing: its objects have already been read. */
export function createRolloutSimulation(options: RolloutSimulationOptions): RolloutSimulation {
  const { workload, service, budget, apps, timing = nodeRolloutTiming, offsetMs = 0, createdAtZero = false } = options;
  const clock = createVirtualClock({ start: 1_000_000 + offsetMs });
  const assumptions = createAssumptions();
  const worlds = new Map<string, ReturnType<typeof createSimulatedWorld>>();
  const listeners: Parameters<RolloutSimulation['subscribe']>[0][] = [];
  let records: RolloutRecord[] = [];
  let addresses = 0;

  function world(pod: string, revision: number) {
    const template = driver.state().revisions.find((one) => one.number === revision)?.template ?? workload.template;
    const made = createSimulatedWorld({
      clock,
      podIp: `10.244.0.${(addresses++ % 250) + 2}`,
      program: createPrograms({
        pod: template,
        apps: apps?.(revision) ?? {},
        clock,
        assumptions,
        scriptBootMs: options.scriptBootMs,
      }),
      env: plainEnv,
      assumptions,
      sandboxMs: timing.sandboxMs,
    });
    worlds.set(pod, made);
    return seenByNode(made, clock, timing.relistMs);
  }

  const driver: Driven<RolloutState, RolloutInput> = driveRollout({
    workload,
    service,
    budget,
    timing,
    clock,
    world,
    onRecord(record) {
      records.push(record);
      if (record.kind === 'gone') worlds.delete(record.pod);
      for (const listener of listeners) listener.record?.(record);
    },
    onPodRecord(pod, record) {
      for (const listener of listeners) listener.pod?.(pod, record);
    },
  });

  const settled = createdAtZero || settle(clock, driver);
  if (!createdAtZero) {
    clock.advanceTo(Math.ceil((clock.now() + restMs) / 1000) * 1000 + offsetMs);
    records = [];
  }
  const startedAt = clock.now();
  return {
    settled,
    clock,
    startedAt,
    seconds: () => (clock.now() - startedAt) / 1000,
    state: driver.state,
    send: driver.send,
    runFor: (seconds) => clock.advanceTo(clock.now() + seconds * 1000),
    connect: (pod, port) => worlds.get(pod)?.connect(port),
    records: () => records,
    subscribe: (listener) => listeners.push(listener),
    assumptions: assumptions.list,
  };
}

function settle(clock: RolloutSimulation['clock'], driver: Driven<RolloutState, RolloutInput>): boolean {
  const end = clock.now() + settleMs;
  while (!isComplete(driver.state())) {
    const next = clock.nextAt();
    if (next === undefined || next > end) return false;
    clock.advanceTo(next);
  }
  return true;
}
