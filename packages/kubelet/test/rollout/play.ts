import { createRolloutSimulation, type RolloutRecord, readRollout } from '../../src/rollout.ts';
import type { Change, Recording, Row } from './recording.ts';

type Json = Record<string, unknown>;
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A patch that replaces lists, which is what these patches mean. */
const merge = (base: Json, patch: Json): Json => {
  const merged = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const old = merged[key];
    merged[key] = isMap(value) && isMap(old) ? merge(old, value) : value;
  }
  return merged;
};

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Plays what was done to a real cluster, and gives what the API would have shown, as a recording does. */
export function playRecording({ manifests, change, seconds, runs }: Recording): Row[] {
  const created = change.find((one) => one.create !== undefined)?.create;
  const others = manifests.filter((one) => !workloadKinds.includes(String(one.kind)));
  let workload = created ?? manifests.find((one) => workloadKinds.includes(String(one.kind))) ?? {};
  const read = () => readRollout([...others, workload], { nodes: 1 });
  const simulation = createRolloutSimulation({
    ...read(),
    createdAtZero: created !== undefined,
    offsetMs: Math.round((runs[0]?.clock ?? 0) * 1000),
    scriptBootMs: 100,
  });
  const templates = created === undefined ? ['old', 'new', 'third', 'fourth'] : ['new', 'third'];
  const rows: Row[] = [];
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const ordinals = workload.kind === 'StatefulSet';
  const templateOf = (revision: number) => templates[revision - 1] ?? `template ${revision}`;

  /** TEMPLATE-n, in order of creation; a StatefulSet's by ordinal, with how often it was made. */
  const nameOf = (pod: string, revision: number) => {
    const known = names.get(pod);
    if (known !== undefined) return known;
    const template = templateOf(revision);
    const base = ordinals ? `${template}-${pod.split('-').at(-1)}` : template;
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    const name = ordinals ? `${base}${count === 0 ? '' : `.${count + 1}`}` : `${base}-${count}`;
    names.set(pod, name);
    return name;
  };
  const t = () => Math.round((simulation.clock.now() - simulation.startedAt) / 10) / 100;

  function add(record: RolloutRecord, initial = false) {
    const at = { t: initial ? 0 : t(), ...(initial ? { initial } : {}) };
    if (record.kind === 'pod') {
      const { revision, pod, at: _at, kind: _kind, ...view } = record;
      rows.push({ ...at, kind: 'Pod', pod: nameOf(pod, revision), template: templateOf(revision), ...view });
    } else if (record.kind === 'gone') {
      rows.push({
        ...at,
        kind: 'Pod',
        pod: nameOf(record.pod, record.revision),
        template: templateOf(record.revision),
        gone: true,
      });
      names.delete(record.pod);
    } else if (record.kind === 'replicaSet')
      rows.push({ ...record, ...at, kind: 'ReplicaSet', template: templateOf(record.revision) });
    else if (record.kind === 'workload') rows.push({ ...at, ...workloadRow(record, String(workload.kind)) });
    else if (record.kind === 'endpoints') {
      const count = (key: 'ready' | 'serving' | 'terminating') => record.endpoints.filter((one) => one[key]).length;
      rows.push({
        ...at,
        kind: 'EndpointSlice',
        addresses: record.endpoints.length,
        ready: count('ready'),
        serving: count('serving'),
        terminating: count('terminating'),
      });
    } else rows.push({ ...at, kind: 'Eviction', pod: nameOf(record.pod, 1), status: record.allowed ? 201 : 429 });
  }

  if (created === undefined) addInitial();
  for (const record of simulation.records()) add(record);
  simulation.subscribe({ record: (record) => add(record) });

  function addInitial() {
    const state = simulation.state();
    const now = state.now;
    for (const { name: pod, revision, shown } of state.members)
      add({ at: now, kind: 'pod', pod, revision, ...shown }, true);
    add({ at: now, kind: 'endpoints', endpoints: state.endpoints }, true);
    for (const one of state.replicaSets) add({ at: now, kind: 'replicaSet', ...one }, true);
    add({ at: now, kind: 'workload', ...state.status }, true);
  }

  const podOf = (name: string) => [...names].find(([, given]) => given === name)?.[0] ?? name;
  function act({ patch, evict, deletePod }: Change) {
    if (patch !== undefined) {
      workload = merge(workload, patch);
      simulation.send({ kind: 'apply', workload: read().workload });
    }
    if (deletePod !== undefined) simulation.send({ kind: 'delete', pod: podOf(deletePod) });
    if (evict === undefined) return;
    simulation.send({ kind: 'evict', pod: podOf(evict) });
    // Each second until it is accepted.
    if (rows.at(-1)?.status === 429 || rows.findLast((row) => row.kind === 'Eviction')?.status === 429)
      simulation.clock.at(simulation.clock.now() + 1000, () => act({ t: 0, evict }));
  }
  for (const one of change) {
    if (one.create !== undefined) continue;
    simulation.clock.at(simulation.startedAt + one.t * 1000, () => act(one));
  }
  simulation.runFor(seconds);
  return rows;
}

function workloadRow(status: RolloutRecord & { kind: 'workload' }, kind: string): Json & { kind: string } {
  const { progress, available, at: _at, kind: _kind, ...counts } = status;
  if (kind === 'DaemonSet')
    return {
      kind,
      desiredNumberScheduled: counts.desired,
      currentNumberScheduled: counts.replicas,
      updatedNumberScheduled: counts.updatedReplicas,
      numberReady: counts.readyReplicas,
      numberAvailable: counts.availableReplicas,
      numberUnavailable: counts.unavailableReplicas,
    };
  const going = progress?.going === undefined ? 'Unknown' : progress.going ? 'True' : 'False';
  const conditions = {
    Available: available ? 'True MinimumReplicasAvailable' : 'False MinimumReplicasUnavailable',
    Progressing: `${going} ${progress?.reason}`,
  };
  return { kind, ...counts, ...(kind === 'Deployment' ? { conditions } : {}) };
}
