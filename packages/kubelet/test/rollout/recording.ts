/** A row of a recording: what the API showed from then on. */
export interface Row {
  readonly t: number;
  readonly kind: string;
  readonly initial?: boolean;
  readonly pod?: string;
  readonly template?: string;
  readonly phase?: string;
  readonly container?: string;
  readonly ready?: boolean | number;
  readonly deleting?: boolean;
  readonly gone?: boolean;
  readonly restarts?: number;
  readonly desired?: number;
  readonly status?: number;
  readonly [key: string]: unknown;
}

export interface Change {
  readonly t: number;
  readonly patch?: Record<string, unknown>;
  readonly create?: Record<string, unknown>;
  readonly evict?: string;
  readonly deletePod?: string;
}

/** A rollout on a real node, recorded once or twice. */
export interface Recording {
  readonly name: string;
  readonly seconds: number;
  readonly manifests: readonly Record<string, unknown>[];
  readonly change: readonly Change[];
  readonly runs: readonly { readonly clock: number; readonly rows: readonly Row[] }[];
}

/** One thing that happened, named so that like Pods may change places: the second Pod of a template that got ready is `new ready 2`. */
export interface Happening {
  readonly name: string;
  readonly t: number;
}

const stateOf = ({ phase, container = '', ready, deleting, restarts }: Row): string => {
  const place = /^(none|waiting ContainerCreating|waiting:ContainerCreating)$/.test(container)
    ? 'creating'
    : container.replace(/:/g, ' ');
  return [phase, place, ready ? 'ready' : '-', deleting ? 'deleting' : '-', restarts].join(', ');
};

/** So short a loss of Ready is not always seen: a failed probe is repeated at once. */
const blinkSeconds = 0.3;

/** From this restart on the chance in the back-offs adds up to seconds: a node ends one of 20 s after 20 to 30. */
const restartsByChance = 3;

/**
 * The rows without those that a second recording may have or not: a Pod that blinks, the third restart of one that crashes, and the name
 * CrashLoopBackOff after its end, which some recordings show a second later and others when the back-off is over.
 */
export function withoutChance(all: readonly Row[]): Row[] {
  const rows = all.filter(
    (row) => (row.restarts ?? 0) < restartsByChance && !/^waiting.CrashLoopBackOff$/.test(row.container ?? ''),
  );
  const isBlink = (row: Row, index: number) => {
    if (row.kind !== 'Pod' || row.ready !== false || row.phase !== 'Running' || row.container !== 'running')
      return false;
    const same = (other: Row) => other.kind === 'Pod' && other.pod === row.pod;
    const before = rows.slice(0, index).findLast(same);
    const after = rows.slice(index + 1).find(same);
    return before?.ready === true && after?.ready === true && after.t - row.t <= blinkSeconds;
  };
  return rows.filter((row, index) => !isBlink(row, index));
}

/** The life of each Pod: its template, and its states with their times. */
export function livesOf(rows: readonly Row[]): { template: string; states: string[]; times: number[] }[] {
  const lives = new Map<string, { template: string; states: string[]; times: number[] }>();
  for (const row of rows) {
    if (row.kind !== 'Pod' || row.pod === undefined) continue;
    const life = lives.get(row.pod) ?? { template: row.template ?? '', states: [], times: [] };
    lives.set(row.pod, life);
    const state = row.gone ? 'gone' : stateOf(row);
    if (life.states.at(-1) === state) continue;
    life.states.push(state);
    life.times.push(row.t);
  }
  return [...lives.values()];
}

/** Each change of a ReplicaSet's size, and of a Pod's life. */
export function happeningsOf(rows: readonly Row[]): Happening[] {
  const counts = new Map<string, number>();
  const found: Happening[] = [];
  const add = (what: string, t: number) => {
    const count = (counts.get(what) ?? 0) + 1;
    counts.set(what, count);
    found.push({ name: `${what} ${count}`, t });
  };
  const before = new Map<string, string>();
  for (const row of rows) {
    const key = `${row.kind}/${row.pod ?? row.template}`;
    if (row.kind === 'ReplicaSet') {
      const now = String(row.desired);
      if (!row.initial && before.get(key) !== now) add(`${row.template} wants ${now}`, row.t);
      before.set(key, now);
    }
    if (row.kind !== 'Pod') continue;
    const now = row.gone ? 'gone' : stateOf(row);
    const was = before.get(key);
    before.set(key, now);
    if (row.initial || was === now) continue;
    const [phase, place, ready, deleting] = now.split(', ');
    const [, , wasReady, wasDeleting] = was?.split(', ') ?? [];
    if (now === 'gone') add(`${row.template} gone`, row.t);
    else if (was === undefined) add(`${row.template} made`, row.t);
    else if (deleting !== wasDeleting) add(`${row.template} deleting`, row.t);
    else if (phase === 'Succeeded' || phase === 'Failed') add(`${row.template} ${phase}`, row.t);
    else if (ready !== wasReady) add(`${row.template} ${ready === 'ready' ? 'ready' : 'unready'}`, row.t);
    else add(`${row.template} ${place}`, row.t);
  }
  return found;
}

const statusKeys: Record<string, readonly string[]> = {
  Deployment: [
    'desired',
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
    'terminatingReplicas',
    'conditions',
  ],
  StatefulSet: ['desired', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'],
  DaemonSet: [
    'desiredNumberScheduled',
    'currentNumberScheduled',
    'updatedNumberScheduled',
    'numberReady',
    'numberAvailable',
    'numberUnavailable',
  ],
  ReplicaSet: ['desired', 'replicas', 'readyReplicas', 'availableReplicas', 'terminatingReplicas'],
  EndpointSlice: ['addresses', 'ready', 'serving', 'terminating'],
};

/** What everything had settled to by then. */
export function settledAt(rows: readonly Row[], t: number): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const row of rows) {
    const keys = statusKeys[row.kind];
    if (row.t > t || keys === undefined) continue;
    const name = row.kind === 'ReplicaSet' ? `ReplicaSet ${row.template}` : row.kind;
    values[name] = Object.fromEntries(keys.map((key) => [key, row[key]]));
  }
  return values;
}
