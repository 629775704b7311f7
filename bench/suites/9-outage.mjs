import { probez } from '../lib/probez.mjs';
import { quantile, ratio, sum } from '../lib/stats.mjs';

const kubelet = probez('kubelet');
const core = await probez('core');

/** How the kubelet asks. */
const PROBES = [
  { how: "the kubelet's defaults", period: 10, failures: 3 },
  { how: 'every 5 s, one failure is enough', period: 5, failures: 1 },
];
const HORIZON_S = 300;
/** How finely time passes: an app of promises ends what it does between two steps. */
const STEP_S = 0.1;

/** The ways of a service to answer; each is given what the dependency is like now. */
const WAYS = [
  { id: 'polled', label: 'Probez, polled every 10 s', create: polled },
  { id: 'pushed', label: 'Probez, pushed by the client', create: pushed },
  { id: 'hand', label: 'checks run on request: hand-written, and all peers but lightship', create: onRequest },
];

/**
 * In virtual time, where thousands of seconds take one: the kubelet of @probez/kubelet asks, and the core of Probez answers, with the
 * same code as on a machine. The outages begin and end at moments that favour nobody.
 * @param {import('../lib/result.mjs').Settings} settings
 * @returns {Promise<import('../lib/result.mjs').Result>}
 */
export async function run({ quick }) {
  const outages = quick ? 12 : 60;
  const rows = [];
  const figures = [];
  for (const { how, period, failures } of PROBES) {
    const seen = {};
    for (const { id, label, create } of WAYS) {
      const all = [];
      for (let index = 0; index < outages; index += 1) all.push(await outage({ create, period, failures, index }));
      seen[id] = all;
      const of = (key) => all.map((each) => each[key]);
      rows.push({
        how,
        label,
        seen: mean(of('seen')),
        seenWorst: quantile(of('seen'), 1),
        over: mean(of('over')),
        overWorst: quantile(of('over'), 1),
      });
    }
    for (const [key, what] of [
      ['seen', 'time until an outage is seen'],
      ['over', 'time until an outage is over'],
    ]) {
      for (const { id, label } of WAYS.slice(0, 2)) {
        const turns = (/** @type {string} */ way) => grouped(seen[way].map((each) => each[key]));
        figures.push({
          id: `outage.${key}.${period}.${id}`,
          what: `${what}, ${label.replace('Probez, ', '')}, against checks run on request (${how})`,
          value: ratio(turns(id), turns('hand')),
        });
      }
    }
  }
  return {
    tables: [
      {
        caption: `From the moment the dependency fails to the moment the Pod is out of service, and back; ${outages} outages each`,
        columns: [
          { key: 'how', label: 'readiness probe', unit: 'text' },
          { key: 'label', label: 'library', unit: 'text' },
          { key: 'seen', label: 'seen after, on average', unit: 's' },
          { key: 'seenWorst', label: 'at most', unit: 's' },
          { key: 'over', label: 'over after, on average', unit: 's' },
          { key: 'overWorst', label: 'at most', unit: 's' },
        ],
        rows,
      },
    ],
    figures,
  };
}

const mean = (/** @type {readonly number[]} */ values) => sum(values) / values.length;

/** Six groups of outages, each with its total: the kubelet sees whole periods only, so a single ratio is often 1 and tells nothing. */
const grouped = (/** @type {readonly number[]} */ values) =>
  Array.from({ length: 6 }, (_, group) => [sum(values.filter((_value, index) => index % 6 === group))]);

/** @param {{ create: (host: any, dependency: Dependency) => unknown, period: number, failures: number, index: number }} options */
async function outage({ create, period, failures, index }) {
  const { createPodSimulation } = await kubelet;
  const dependency = createDependency();
  const readinessProbe = {
    httpGet: { path: '/readyz', port: 8080 },
    periodSeconds: period,
    failureThreshold: failures,
  };
  const pod = createPodSimulation({
    manifest: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app' },
      spec: { containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080 }], readinessProbe }] },
    },
    apps: { app: { start: (host) => create(host, dependency) } },
  });
  const pass = async (/** @type {number} */ seconds) => {
    await pod.runFor(seconds);
    // What the app has begun in this step ends in it.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const passFor = async (/** @type {number} */ seconds) => {
    for (let step = 0; step < seconds / STEP_S; step += 1) await pass(STEP_S);
  };
  const until = async (/** @type {boolean} */ ready) => {
    const begin = pod.seconds();
    while (pod.row().ready !== (ready ? '1/1' : '0/1')) {
      if (pod.seconds() - begin > HORIZON_S) throw new Error(`the Pod is still ${JSON.stringify(pod.row())}`);
      await pass(STEP_S);
    }
    return pod.seconds() - begin;
  };
  await until(true);
  // Multiples of such a number spread evenly, and favour no moment: https://en.wikipedia.org/wiki/Low-discrepancy_sequence
  await passFor(30 + 30 * ((index * 0.618033988749895) % 1));
  dependency.turn(false);
  const seen = await until(false);
  await passFor(30 + 30 * ((index * 0.7548776662466927) % 1));
  dependency.turn(true);
  return { seen, over: await until(true) };
}

/** @typedef {ReturnType<typeof createDependency>} Dependency */

function createDependency() {
  let up = true;
  const listeners = new Set();
  return {
    isUp: () => up,
    onChange: (listener) => listeners.add(listener),
    turn(value) {
      up = value;
      for (const listener of listeners) listener(up);
    },
  };
}

function polled(host, { isUp }) {
  return answering(host, { name: 'database', run: isUp });
}

function pushed(host, { isUp, onChange }) {
  return answering(host, {
    name: 'database',
    attach(push) {
      push(isUp());
      onChange(push);
    },
  });
}

function onRequest(_host, { isUp }) {
  return () => ({ status: isUp() ? 200 : 503 });
}

/** The core in the time of the simulation. */
function answering(host, check) {
  const { createHandler, createHealth } = core;
  const clock = {
    now: host.now,
    time: host.now,
    random: Math.random,
    setTimer(ms, callback) {
      let cancelled = false;
      host.after(ms, () => {
        if (!cancelled) callback();
      });
      return () => {
        cancelled = true;
      };
    },
  };
  const health = createHealth({ checks: [check], clock, logger: false });
  void health.start();
  const handler = createHandler(health);
  return (request) => handler(request);
}
