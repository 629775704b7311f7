// @ts-check
/**
 * What the page of a rollout shows, out of the report of `probez simulate --rollout --format json`: `rolloutAt(report, t)` is pure, and knows of nothing
 * later than `t` but when it ends.
 */

/** @typedef {import('@probez/kubelet/rollout').RolloutReport} Report */
/** @typedef {Report['pods'][number]} Pod */
/** @typedef {'starting' | 'ready' | 'unready' | 'crashed' | 'going' | 'gone'} Standing how a Pod stands */
/** @typedef {{ readonly from: number, readonly to: number, readonly standing: Standing }} Stretch */
/** @typedef {{ readonly t: number, readonly pod: string, readonly say: string, readonly count: number, readonly lasted: number, readonly perSecond: number, readonly requestMs: number }} LossView */
/** @typedef {{ readonly name: string, readonly revision: number, readonly isNew: boolean, readonly standing: Standing, readonly container: string, readonly restarts: number, readonly stretches: readonly Stretch[], readonly losses: readonly LossView[] }} Lane */

/**
 * @typedef {object} RolloutView
 * @property {number} t
 * @property {string} name `deployment/web`
 * @property {{ readonly say: 'rolling' | 'rolled' | 'stalled', readonly seconds: number }} state
 * @property {string} why nothing moves, where nothing does
 * @property {number} replicas that are wanted
 * @property {number} ready now
 * @property {number} leastReady so far
 * @property {number} pods now
 * @property {number} most of ready Pods, ever
 * @property {readonly { readonly from: number, readonly to: number, readonly ready: number }[]} capacity so far
 * @property {readonly Lane[]} lanes of the Pods that there have been so far
 * @property {number | undefined} port that requests are sent to
 * @property {number} lost requests so far
 * @property {number} sent requests so far
 * @property {readonly LossView[]} losses that have begun
 * @property {readonly { readonly t: number, readonly text: string }[]} said the last, newest first
 */

const SAID = 100;

/** From when to when there is something to see. @type {(report: Report) => readonly [number, number]} */
export const spanOfRollout = ({ seconds, timeline, pods, requests, capacity }) => [
  0,
  Math.max(
    seconds,
    ...timeline.map(({ t }) => t),
    ...pods.map(({ gone = 0 }) => gone),
    ...capacity.map(({ t }) => t),
    ...(requests?.losses ?? []).map(({ to }) => to),
  ),
];

/** @type {(report: Report, t: number) => RolloutView} */
export function rolloutAt(report, t) {
  const { kind, name, replicas, done, seconds, stalled, requests, timeline } = report;
  const capacity = report.capacity
    .filter((one) => one.t <= t)
    .map(({ t: from, ready }, index, all) => ({ from, to: all[index + 1]?.t ?? t, ready }));
  const newest = Math.max(...report.pods.map(({ revision }) => revision));
  const losses = (requests?.losses ?? []).filter(({ from }) => from <= t);
  const views = losses.map((one) => lossView(one, report, t));
  const lanes = report.pods
    .filter(({ changes }) => (changes[0]?.t ?? 0) <= t)
    .map((pod) => laneOf(pod, newest, views, t));
  const over = t >= seconds;
  return {
    t,
    name: `${kind.toLowerCase()}/${name}`,
    state: { say: over ? (done ? 'rolled' : 'stalled') : 'rolling', seconds: stalled?.since ?? seconds },
    why: over ? (stalled?.why ?? '') : '',
    replicas,
    ready: capacity.at(-1)?.ready ?? 0,
    leastReady: Math.min(...capacity.map(({ ready }) => ready)),
    pods: lanes.filter(({ standing }) => standing !== 'gone').length,
    most: Math.max(replicas, 1, ...report.capacity.map(({ ready }) => ready)),
    capacity,
    lanes,
    port: requests?.port,
    lost: views.reduce((sum, { count }) => sum + count, 0),
    sent: sentBy(report, t),
    losses: views,
    said: timeline
      .filter((one) => one.t <= t)
      .slice(-SAID)
      .reverse(),
  };
}

/** They are sent evenly, and for a while after all that there is to see. @type {(report: Report, t: number) => number} */
function sentBy(report, t) {
  const { sent, rate } = report.requests ?? { sent: 0, rate: 0 };
  return t >= spanOfRollout(report)[1] ? sent : Math.min(sent, Math.floor(t * rate) + 1);
}

/** Those are sent evenly. @type {(loss: { readonly from: number, readonly to: number, readonly count: number }, t: number) => number} */
const lostBy = ({ from, to, count }, t) =>
  t >= to ? count : Math.max(1, Math.round((count * (t - from)) / (to - from)));

/** As much of it as there has been. @type {(loss: NonNullable<Report['requests']>['losses'][number], report: Report, t: number) => LossView} */
function lossView(loss, { requests }, t) {
  const { pod, reason, from, to } = loss;
  const count = lostBy(loss, t);
  const lasted = Math.min(to, t) - from + 1 / (requests?.rate ?? 1);
  const perSecond = Math.round(count / lasted);
  return { t: from, pod, say: reason, count, lasted, perSecond, requestMs: requests?.requestMs ?? 0 };
}

/** @type {(pod: Pod, newest: number, losses: readonly LossView[], t: number) => Lane} */
function laneOf({ name, revision, changes, gone }, newest, losses, t) {
  const seen = changes.filter((one) => one.t <= t);
  const end = Math.min(t, gone ?? t);
  /** @type {Stretch[]} */
  const stretches = [];
  let wasReady = false;
  for (const [index, change] of seen.entries()) {
    const standing = standingOf(change, wasReady);
    wasReady ||= change.ready;
    const to = seen[index + 1]?.t ?? end;
    const before = stretches.at(-1);
    if (before?.standing === standing) stretches[stretches.length - 1] = { ...before, to };
    else stretches.push({ from: change.t, to, standing });
  }
  const last = seen.at(-1);
  return {
    name,
    revision,
    isNew: revision === newest && newest > 1,
    standing: gone !== undefined && gone <= t ? 'gone' : (stretches.at(-1)?.standing ?? 'starting'),
    container: last?.container ?? '',
    restarts: last?.restarts ?? 0,
    stretches: stretches.filter(({ from, to }) => to > from),
    losses: losses.filter((one) => one.pod === name && one.t >= (changes[0]?.t ?? 0) && one.t <= (gone ?? t)),
  };
}

/** @type {(change: Pod['changes'][number], wasReady: boolean) => Standing} */
function standingOf({ deleting, ready, container }, wasReady) {
  if (deleting) return 'going';
  if (/^terminated|BackOff/.test(container)) return 'crashed';
  if (ready) return 'ready';
  return wasReady ? 'unready' : 'starting';
}

/** A line of the report's timeline, as `packages/kubelet/src/rollout/play.ts` writes them. @type {readonly (readonly [say: string, line: RegExp])[]} */
const HAPPENINGS = [
  ['created', /^(?<pod>\S+) is created$/],
  ['deleted', /^(?<pod>\S+) is deleted$/],
  ['becameReady', /^(?<pod>\S+) is ready$/],
  ['becameUnready', /^(?<pod>\S+) is not ready$/],
  ['ended', /^(?<pod>\S+): terminated (?<reason>\S*) (?<code>-?\d+)$/],
  ['waits', /^(?<pod>\S+): waiting (?<reason>\S+)$/],
  ['notEvicted', /^(?<pod>\S+) cannot be evicted: (?<healthy>\d+) healthy, (?<required>\d+) required$/],
  ['tooLong', /^progressDeadlineSeconds have passed$/],
];

/** What happened, for the words of either language. @type {(text: string) => { readonly say: string, readonly [value: string]: string }} */
export function happening(text) {
  for (const [say, line] of HAPPENINGS) {
    const found = line.exec(text);
    if (found !== null) return { ...found.groups, say };
  }
  return { say: 'other', text };
}
