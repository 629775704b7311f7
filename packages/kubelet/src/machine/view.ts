import { isReady, isStarted, type Slot } from './instance.ts';
import type { ContainerView } from './messages.ts';
import type { Worker } from './worker.ts';

function stateOf(slot: Slot): ContainerView['state'] {
  if (slot.completed) return 'completed';
  if (slot.stopping !== undefined) return 'stopping';
  if (slot.backOffUntil !== undefined) return 'back-off';
  return slot.state === 'up' ? 'running' : slot.state;
}

/** One container for a live view. */
export function viewSlot(slot: Slot, workers: readonly Worker[]): ContainerView {
  const role = slot.sidecar ? 'sidecar' : slot.init ? 'init' : 'container';
  return {
    name: slot.spec.name,
    role,
    state: stateOf(slot),
    started: isStarted(slot),
    ready: isReady(slot),
    restarts: slot.shownRestarts,
    exitCode: slot.state === 'terminated' ? slot.exitCode : undefined,
    until: slot.stopping?.deadline ?? slot.backOffUntil,
    probes: workers.filter((worker) => worker.slot === slot).map((worker) => worker.view()),
  };
}
