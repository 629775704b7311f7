import { isReady, isStarted, type Slot } from './instance.ts';
import type { ContainerSnapshot, PodPhase, PodSnapshot } from './records.ts';

export interface SnapshotInput {
  readonly slots: readonly Slot[];
  readonly deleting: boolean;
  /** Set when the Pod has reached its end: only then may a phase be final. */
  readonly ended: boolean;
  readonly neverRestarts: boolean;
}

function containerState(slot: Slot, hasInit: boolean): string {
  const waiting = (reason: string) => `waiting:${reason}`;
  const before = hasInit ? 'PodInitializing' : 'ContainerCreating';
  if (slot.state === 'running') return 'running';
  if (slot.waitingReason !== undefined) return waiting(slot.waitingReason);
  // A new process that is still being created hides behind the end of the one before.
  if (slot.terminatedReason !== '') return `terminated:${slot.terminatedReason}:${slot.exitCode}`;
  return waiting(before);
}

const isInitialized = (slots: readonly Slot[]): boolean =>
  slots.every((slot) => !slot.init || slot.completed || (slot.sidecar && isStarted(slot)));

/** Has been running and is not now, whatever it waits for. */
const isStopped = (slot: Slot) =>
  slot.state === 'terminated' || (slot.state !== 'running' && slot.waitingReason !== undefined);

function phaseOf({ slots, deleting, ended, neverRestarts }: SnapshotInput, initialized: boolean): PodPhase {
  const main = slots.filter((slot) => !slot.init);
  const failedInit = slots.some((slot) => slot.init && !slot.sidecar && isStopped(slot) && !slot.completed);
  const succeeded = main.every((slot) => slot.state === 'terminated' && slot.exitCode === 0);
  if (ended && main.some(isStopped)) return succeeded ? 'Succeeded' : 'Failed';
  if (ended && (deleting || (failedInit && neverRestarts))) return 'Failed';
  if (!initialized && main.every((slot) => slot.instance === undefined)) return 'Pending';
  if (main.some((slot) => slot.state !== 'running' && !isStopped(slot))) return 'Pending';
  return 'Running';
}

/** The Pod as the API shows it, from what the kubelet knows. */
export function takeSnapshot(input: SnapshotInput): PodSnapshot {
  const hasInit = input.slots.some((slot) => slot.init);
  const containers: Record<string, ContainerSnapshot> = {};
  for (const slot of input.slots) {
    containers[slot.spec.name] = {
      state: containerState(slot, hasInit),
      ready: isReady(slot),
      started: isStarted(slot),
      restarts: slot.shownRestarts,
    };
  }
  const everInitialized =
    isInitialized(input.slots) || input.slots.some((slot) => !slot.init && slot.instance !== undefined);
  return {
    phase: phaseOf(input, everInitialized),
    ready: isPodReady(input.slots),
    initialized: everInitialized,
    deleting: input.deleting,
    containers,
  };
}

export const isPodReady = (slots: readonly Slot[]): boolean =>
  slots.every((slot) => (slot.init && !slot.sidecar ? true : isReady(slot)));

export const sameSnapshot = (a: PodSnapshot, b: PodSnapshot): boolean =>
  a.phase === b.phase &&
  a.ready === b.ready &&
  a.initialized === b.initialized &&
  a.deleting === b.deleting &&
  Object.entries(a.containers).every(([name, one]) => {
    const other = b.containers[name];
    return (
      other !== undefined &&
      one.state === other.state &&
      one.ready === other.ready &&
      one.started === other.started &&
      one.restarts === other.restarts
    );
  });
