// @ts-check
/**
 * What the page shows, out of the event log of `probez run --json` and `probez simulate --format json`: `viewAt(log, t)` is a pure fold over the lines
 * up to then. No document and no clock is touched here.
 */

/** @typedef {{ readonly t: number, readonly kind: string, readonly [key: string]: any }} Line a line of the log; `t` is seconds */
/** @typedef {{ readonly t: number, readonly outcome: 'success' | 'failure' | 'discarded', readonly output: string }} Mark an attempt */
/** @typedef {{ readonly first: number, readonly last: number, readonly count: number, readonly type: string, readonly reason: string, readonly message: string, readonly container: string }} PodEvent */
/** @typedef {{ readonly t: number, readonly who: string, readonly stream: string, readonly text: string }} Output */
/** @typedef {{ readonly startedAt?: number, readonly exit?: number, readonly until?: { readonly what: 'backOff' | 'grace', readonly at: number } }} ContainerRoom */
/** @typedef {{ readonly marks: readonly Mark[], readonly total: number, readonly run: number, readonly threshold: number, readonly outcome?: Mark['outcome'], readonly startedAt?: number, readonly result?: string, readonly resultAt?: number }} ProbeRoom */

/**
 * Everything that has been heard, bounded however long it lasts.
 * @typedef {object} Room
 * @property {number} t of the last line
 * @property {any} [pod] as the API server would store it
 * @property {any} [status] the last that the API showed
 * @property {string} [end] `deleted`, `terminated`, `gone` or `completed`
 * @property {Readonly<Record<string, ContainerRoom>>} containers
 * @property {Readonly<Record<string, ProbeRoom>>} probes by `container/kind`
 * @property {readonly PodEvent[]} events
 * @property {readonly Output[]} output
 */

/** @typedef {{ readonly say: string, readonly [value: string]: string | number }} Sentence the key of a sentence, and what stands in it */
/** @typedef {{ readonly kind: string, readonly marks: readonly Mark[], readonly total: number, readonly result: string, readonly meaning: Sentence, readonly numbers: { readonly period: number, readonly timeout: number, readonly failures: number, readonly successes: number, readonly delay: number } }} ProbeView */
/** @typedef {{ readonly name: string, readonly role: 'init' | 'sidecar' | 'container', readonly state: string, readonly ready: boolean, readonly restarts: number, readonly countdown?: Sentence, readonly probes: readonly ProbeView[] }} ContainerView */

/**
 * @typedef {object} View
 * @property {number} t
 * @property {string} name
 * @property {string} phase as `kubectl get pod` has it: `Running`, `Terminating`
 * @property {string | undefined} end
 * @property {boolean} initialized
 * @property {boolean} ready
 * @property {boolean} serving whether its Service would send it traffic
 * @property {number} restarts
 * @property {readonly ContainerView[]} containers
 * @property {readonly PodEvent[]} events newest first
 * @property {readonly Output[]} output oldest first
 */

const MARKS = 60;
const EVENTS = 100;
const OUTPUT = 200;

/** @type {Room} */
const EMPTY = { t: 0, containers: {}, probes: {}, events: [], output: [] };
/** @type {ProbeRoom} */
const UNTRIED = { marks: [], total: 0, run: 0, threshold: 1 };

/** @type {<T>(list: readonly T[], item: T, most: number) => readonly T[]} */
const added = (list, item, most) => [...list, item].slice(-most);

/** @type {(room: Room, name: string, change: ContainerRoom) => Room} */
const withContainer = (room, name, change) => ({ ...room, containers: { ...room.containers, [name]: change } });

/** @type {(room: Room, line: Line, change: (probe: ProbeRoom) => ProbeRoom) => Room} */
function withProbe(room, { container, probe }, change) {
  const key = `${container}/${probe}`;
  return { ...room, probes: { ...room.probes, [key]: change(room.probes[key] ?? UNTRIED) } };
}

/** @type {Readonly<Record<string, (room: Room, line: Line) => Room>>} */
const STEPS = {
  log: (room, { pod }) => ({ ...room, pod }),
  status: (room, { status }) => ({ ...room, status }),
  pod: (room, { event }) => ({ ...room, end: event }),
  probe: (room, line) =>
    withProbe(room, line, ({ marks, total, ...rest }) => ({
      ...rest,
      marks: added(marks, { t: line.t, outcome: line.outcome, output: line.output }, MARKS),
      total: total + 1,
      run: line.run,
      threshold: line.threshold,
      outcome: line.outcome,
      startedAt: line.startedAt,
    })),
  result: (room, line) => withProbe(room, line, (probe) => ({ ...probe, result: line.result, resultAt: line.t })),
  container(room, { t, container, event, grace, seconds, code }) {
    const before = room.containers[container] ?? {};
    if (event === 'started') return withContainer(room, container, { startedAt: t });
    if (event === 'killing')
      return withContainer(room, container, { ...before, until: { what: 'grace', at: t + grace } });
    if (event === 'exited') return withContainer(room, container, { exit: code });
    if (event === 'CrashLoopBackOff')
      return withContainer(room, container, { ...before, until: { what: 'backOff', at: t + seconds } });
    return room;
  },
  /** As `kubectl describe` lists them: the same one again is counted. */
  event(room, { t, container, type, reason, message }) {
    const same = room.events.find(
      (one) => one.container === container && one.reason === reason && one.message === message,
    );
    const rest = same === undefined ? room.events : room.events.filter((one) => one !== same);
    const event = { first: same?.first ?? t, last: t, count: (same?.count ?? 0) + 1, type, reason, message, container };
    return { ...room, events: added(rest, event, EVENTS) };
  },
  output: (room, { t, container, stream, line }) => ({
    ...room,
    output: added(room.output, { t, who: container, stream, text: line }, OUTPUT),
  }),
  note: (room, { t, text }) => ({ ...room, output: added(room.output, { t, who: '', stream: 'note', text }, OUTPUT) }),
};

/** What a later version writes is not known, and changes nothing. @type {(room: Room, line: Line) => Room} */
function step(room, line) {
  const change = Object.hasOwn(STEPS, line.kind) ? STEPS[line.kind] : undefined;
  return { ...(change?.(room, line) ?? room), t: Math.max(room.t, line.t) };
}

const CHECKPOINT = 500;

/**
 * The lines so far, and how things stood at every 500th, so that looking back costs the same everywhere.
 * @typedef {object} Log
 * @property {Line[]} lines
 * @property {Room[]} rooms how things stood before line 0, 500, 1,000 ...
 * @property {Room} latest
 * @property {number} most lines that are kept: of more, the oldest are forgotten, but not what came of them
 */

/** @type {(lines?: readonly Line[], most?: number) => Log} */
export function createLog(lines = [], most = Number.POSITIVE_INFINITY) {
  /** @type {Log} */
  const log = { lines: [], rooms: [], latest: EMPTY, most };
  for (const line of lines) append(log, line);
  return log;
}

/** @type {(log: Log, line: Line) => void} */
export function append(log, line) {
  if (log.lines.length % CHECKPOINT === 0) log.rooms.push(log.latest);
  log.lines.push(line);
  log.latest = step(log.latest, line);
  if (log.lines.length <= log.most) return;
  const cut = Math.max(1, Math.floor(log.rooms.length / 2));
  log.lines.splice(0, cut * CHECKPOINT);
  log.rooms.splice(0, cut);
}

/** From when to when there is something to see, in seconds. @type {(log: Log) => readonly [number, number]} */
export const spanOf = (log) => [log.lines[0]?.t ?? 0, log.latest.t];

/** @type {(log: Log, t: number) => View} */
export function viewAt(log, t) {
  return viewOf(roomAt(log, t), t);
}

/** @type {(log: Log, t: number) => Room} */
function roomAt({ lines, rooms, latest }, t) {
  if (t >= latest.t) return latest;
  let from = rooms.length - 1;
  while (from > 0 && (rooms[from]?.t ?? 0) > t) from -= 1;
  let room = rooms[from] ?? EMPTY;
  for (let index = from * CHECKPOINT; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line.t > t) break;
    room = step(room, line);
  }
  return room;
}

/** @type {(room: Room, t: number) => View} */
function viewOf(room, t) {
  const { pod, status, end } = room;
  /** @type {readonly any[]} */
  const specs = [
    ...(pod?.initContainers ?? []).map((/** @type {any} */ spec) => ({
      spec,
      role: spec.restartPolicy === 'Always' ? 'sidecar' : 'init',
    })),
    ...(pod?.containers ?? []).map((/** @type {any} */ spec) => ({ spec, role: 'container' })),
  ];
  const containers = specs.map(({ spec, role }) => containerView(room, spec, role, t));
  const deleting = status?.deleting === true;
  return {
    t,
    name: pod?.name ?? '',
    phase: deleting && end !== 'gone' ? 'Terminating' : (status?.phase ?? 'Pending'),
    end,
    initialized: status?.initialized === true,
    ready: status?.ready === true,
    serving: status?.ready === true && !deleting,
    restarts: containers.reduce((sum, { restarts }) => sum + restarts, 0),
    containers,
    events: [...room.events].reverse(),
    output: room.output,
  };
}

/** @type {(room: Room, spec: any, role: ContainerView['role'], t: number) => ContainerView} */
function containerView(room, spec, role, t) {
  const { until } = room.containers[spec.name] ?? {};
  const shown = room.status?.containers?.[spec.name];
  const kinds = ['startup', 'liveness', 'readiness'].filter((kind) => spec[`${kind}Probe`] !== undefined);
  const left = until === undefined ? 0 : until.at - t;
  return {
    name: spec.name,
    role,
    state: shown?.state ?? 'waiting:ContainerCreating',
    ready: shown?.ready === true,
    restarts: shown?.restarts ?? 0,
    ...(until === undefined || left <= 0 ? {} : { countdown: { say: until.what, seconds: Math.ceil(left) } }),
    probes: kinds.map((kind) => probeView(room, spec, kind, t)),
  };
}

/** @type {(room: Room, container: any, kind: string, t: number) => ProbeView} */
function probeView(room, container, kind, t) {
  const spec = container[`${kind}Probe`];
  const probe = room.probes[`${container.name}/${kind}`] ?? UNTRIED;
  return {
    kind,
    marks: probe.marks,
    total: probe.total,
    result: probe.result ?? 'unknown',
    meaning: meaningOf(room, container, kind, probe, t),
    numbers: {
      period: spec.periodSeconds,
      timeout: spec.timeoutSeconds,
      failures: spec.failureThreshold,
      successes: spec.successThreshold,
      delay: spec.initialDelaySeconds,
    },
  };
}

/**
 * What the manifest's numbers mean right now.
 * @type {(room: Room, container: any, kind: string, probe: ProbeRoom, t: number) => Sentence}
 */
function meaningOf({ status, containers }, container, kind, probe, t) {
  const spec = container[`${kind}Probe`];
  const shown = status?.containers?.[container.name];
  const startedAt = containers[container.name]?.startedAt;
  const readiness = kind === 'readiness';
  if (startedAt === undefined || shown?.state !== 'running') return { say: 'notRunning' };
  if (status?.deleting && !readiness) return { say: 'deleting' };
  if (kind === 'startup' && shown.started) return { say: 'startedUp' };
  if (kind !== 'startup' && container.startupProbe !== undefined && !shown.started) return { say: 'waitsForStartup' };
  if (containers[container.name]?.until?.what === 'grace' && !readiness) return { say: 'killed' };
  if (probe.startedAt === undefined || probe.startedAt < startedAt || probe.outcome === undefined)
    return { say: 'untried', seconds: Math.max(0, Math.ceil(startedAt + spec.initialDelaySeconds - t)) };
  if (probe.outcome === 'discarded') return { say: 'discarded' };
  /** @type {(failures: number) => number} */
  const secondsUntil = (attempts) => Math.max(0, Math.ceil((probe.startedAt ?? t) + attempts * spec.periodSeconds - t));
  if (probe.outcome === 'failure') {
    const { failureThreshold: threshold } = spec;
    const since = { successes: spec.successThreshold, since: Math.floor(t - (probe.resultAt ?? t)) };
    if (readiness && probe.result === 'failure') return { say: 'out', ...since };
    if (probe.run >= threshold) return { say: readiness ? 'out' : 'killed', ...since };
    const say = readiness ? 'outIn' : 'killedIn';
    return { say, run: probe.run, threshold, seconds: secondsUntil(threshold - probe.run) };
  }
  if (readiness && probe.result !== 'success')
    return {
      say: 'inIn',
      run: probe.run,
      threshold: spec.successThreshold,
      seconds: secondsUntil(spec.successThreshold - probe.run),
    };
  const say = readiness ? 'in' : 'alive';
  return { say, threshold: spec.failureThreshold, seconds: spec.failureThreshold * spec.periodSeconds };
}
