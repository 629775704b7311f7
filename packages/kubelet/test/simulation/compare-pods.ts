import type { Observation, ObservedState } from '../../src/simulation/observe.ts';

/**
 * The differences between what a node did with a Pod and what the simulation does, with the tolerances that a second recording of the same
 * Pod would need: a watch shows states late or not at all, a node ends a back-off up to half as late again, and events are merged.
 */
export function comparePods(recorded: Observation, simulated: Observation): string[] {
  return [
    ...containerNames(recorded).flatMap((name) => compareStates(name, recorded, simulated)),
    ...compareReadiness(recorded, simulated),
    ...compareEvents(recorded, simulated),
  ];
}

type Row = Exclude<ObservedState, { readonly gone: true }>;
const rowsOf = ({ pod }: Observation): Row[] => pod.flatMap((state) => ('gone' in state ? [] : [state]));
const containerNames = (one: Observation) => [...new Set(rowsOf(one).flatMap((row) => Object.keys(row.containers)))];

/** Each state with its restarts, in order; being created takes as long as it takes. */
function sequence(name: string, one: Observation): string[] {
  const texts = rowsOf(one).flatMap((row) => {
    const container = row.containers[name];
    return container === undefined ? [] : [`${container.state}#${container.restarts}`];
  });
  const changes = texts.filter((text, index) => text !== texts[index - 1]);
  return changes.filter((text) => !/^waiting:(?:ContainerCreating|PodInitializing)/.test(text));
}

function compareStates(name: string, recorded: Observation, simulated: Observation): string[] {
  const [theirs, mine] = [sequence(name, recorded), sequence(name, simulated)];
  const length = Math.min(theirs.length, mine.length);
  const differs = theirs.slice(0, length).findIndex((text, index) => text !== mine[index]);
  if (differs === -1 && Math.abs(theirs.length - mine.length) <= 1) return [];
  return [`${name}: recorded ${theirs.join(', ')}; simulated ${mine.join(', ')}`];
}

/** When the Pod's readiness changed, in seconds after something ran first. */
function flips(one: Observation): { ready: boolean; t: number }[] {
  const rows = rowsOf(one);
  const start = rows.find((row) => Object.values(row.containers).some(({ state }) => state === 'running'))?.t ?? 0;
  return rows
    .filter((row, index) => row.ready !== rows[index - 1]?.ready)
    .map(({ ready, t }) => ({ ready, t: t - start }));
}

function compareReadiness(recorded: Observation, simulated: Observation): string[] {
  const mine = flips(simulated);
  return flips(recorded)
    .slice(0, mine.length)
    .flatMap(({ ready, t }, index) => {
      const other = mine[index];
      const far = other?.ready !== ready || (index > 0 && Math.abs(other.t - t) > 3);
      return far ? [`ready ${index}: recorded ${ready} at ${t}, simulated ${other?.ready} at ${other?.t}`] : [];
    });
}

const plain = (message: string) =>
  message.replace(/\(UID\)|[0-9a-f]{8}-[0-9a-f-]{27}|"[0-9a-f]{64}"/g, '').replace(/POD-IP|\d+\.\d+\.\d+\.\d+/g, 'IP');

function counts({ events }: Observation): Map<string, number> {
  const found = new Map<string, number>();
  for (const { type, reason, message, count } of events) {
    const key = `${type} ${reason} ${plain(message).slice(0, 70)}`;
    found.set(key, (found.get(key) ?? 0) + count);
  }
  return found;
}

function compareEvents(recorded: Observation, simulated: Observation): string[] {
  const [theirs, mine] = [counts(recorded), counts(simulated)];
  const wrong = [...theirs].flatMap(([key, count]) => {
    const other = mine.get(key) ?? 0;
    return Math.abs(count - other) > Math.max(2, 0.2 * count) ? [`${key}: recorded ${count}, simulated ${other}`] : [];
  });
  const extra = [...mine].filter(([key, count]) => !theirs.has(key) && count > 2);
  return [...wrong, ...extra.map(([key, count]) => `${key}: not recorded, simulated ${count}`)];
}
