import { createVirtualClock } from '../clock.ts';
import { drivePod } from '../driver.ts';
import { createEventList } from '../machine/event-list.ts';
import type { PodSnapshot } from '../machine/records.ts';
import { nodeTiming } from '../machine/timing.ts';
import { createErrorList, ManifestError } from '../manifest/field-error.ts';
import { readPods } from '../manifest/parse.ts';
import { isFields } from '../manifest/part.ts';
import type { Pod } from '../manifest/types.ts';
import { type App, createPrograms, plainEnv } from './apps.ts';
import { type Assumption, createAssumptions } from './assumptions.ts';
import { createSimulatedWorld } from './world.ts';

/** A Pod whose containers follow a script or a shell command, and how long to watch it. */
export interface PodCase {
  readonly name: string;
  readonly seconds: number;
  readonly deleteAfterSeconds?: number;
  readonly pod: Pod;
  /** What the API server accepts, but with another meaning than it seems to have. */
  readonly warnings: readonly string[];
}

/** What a watch of the Pod showed: a change, or that it is gone. */
export type ObservedState = { readonly t: number } & (PodSnapshot | { readonly gone: true });

/** An event, with whole seconds after the first one. */
export interface ObservedEvent {
  readonly s: number;
  readonly type: string;
  readonly reason: string;
  readonly count: number;
  readonly message: string;
}

/** What was seen of a Pod: its states and its events, as `kubectl` tells them. */
export interface Observation {
  readonly pod: readonly ObservedState[];
  readonly events: readonly ObservedEvent[];
}

export interface Observed extends Observation {
  readonly assumptions: readonly Assumption[];
}

/** A Pod needs about this long to be scheduled. */
const scheduledMs = 1000;
/** Events are asked for once the watch is over, which takes a moment. */
const collectMs = 1000;

/**
 * Reads a file with `spec`, `seconds` and `deleteAfterSeconds`. Images may be left out: nothing is pulled.
 * @throws ManifestError with all errors
 */
export function readPodCase(value: unknown): PodCase {
  const fields = isFields(value) ? value : {};
  const errors = createErrorList();
  const number = (key: string): number | undefined => {
    const found = fields[key];
    if (found === undefined || (typeof found === 'number' && found >= 0)) return found;
    errors.invalid(key, found, 'must be a number of seconds, not negative');
    return undefined;
  };
  const seconds = number('seconds') ?? 60;
  const deleteAfterSeconds = number('deleteAfterSeconds');
  if (!isFields(fields.spec)) errors.required('spec', 'the spec of a Pod');
  if (errors.errors.length > 0) throw new ManifestError('the Pod file', errors.errors);
  const spec = isFields(fields.spec) ? fields.spec : {};
  const withImage = (list: unknown) =>
    Array.isArray(list) ? list.map((one: unknown) => (isFields(one) ? { image: 'local', ...one } : one)) : list;
  const name = typeof fields.name === 'string' ? fields.name : 'pod';
  const lists = { containers: withImage(spec.containers), initContainers: withImage(spec.initContainers) };
  const [entry] = readPods({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { ...spec, ...lists } });
  if (entry === undefined || entry.errors.length > 0) throw new ManifestError('the Pod file', entry?.errors ?? []);
  return {
    name,
    seconds,
    ...(deleteAfterSeconds === undefined ? {} : { deleteAfterSeconds }),
    pod: entry.pod,
    warnings: entry.warnings.map(({ message }) => message),
  };
}

const tenths = (ms: number) => Math.round(ms / 100) / 10;

/** Plays a Pod through in virtual time and gives what `kubectl get pod -w` and `kubectl get events` would show. */
export function observePod(given: PodCase, apps: Readonly<Record<string, App>> = {}): Observed {
  const clock = createVirtualClock();
  const assumptions = createAssumptions();
  const states: ObservedState[] = [];
  const events = createEventList();
  let firstEventAt: number | undefined;
  clock.advanceTo(scheduledMs);
  const world = createSimulatedWorld({
    clock,
    podIp: 'POD-IP',
    hostNetwork: given.pod.hostNetwork,
    program: createPrograms({ pod: given.pod, apps, clock, assumptions }),
    env: plainEnv,
    assumptions,
  });
  const driver = drivePod({
    pod: given.pod,
    timing: nodeTiming,
    clock,
    world,
    onRecord(record) {
      const watched = record.at <= given.seconds * 1000;
      if (record.kind === 'status' && watched) states.push({ t: tenths(record.at), ...record.status });
      else if (watched && record.kind === 'pod' && record.event === 'gone')
        states.push({ t: tenths(record.at), gone: true });
      else if (record.kind === 'event') {
        firstEventAt ??= record.at;
        events.add(record.at, record);
      }
    },
  });
  if (given.deleteAfterSeconds !== undefined)
    clock.at(given.deleteAfterSeconds * 1000, () => driver.send({ kind: 'delete' }));
  clock.advanceTo(given.seconds * 1000 + collectMs);
  driver.close();
  const start = firstEventAt ?? 0;
  return {
    assumptions: assumptions.list(),
    pod: states,
    events: events.list().map(({ type, reason, count, message, firstAt }) => ({
      s: Math.floor((firstAt - start) / 1000),
      type,
      reason,
      count,
      message,
    })),
  };
}
