import { isReady, isStarted } from './containers.ts';
import type { ContainerView, ProbeView } from './messages.ts';
import type { ContainerState, PodState, WorkerState } from './state.ts';

function stateOf(one: ContainerState): ContainerView['state'] {
  if (one.completed) return 'completed';
  if (one.stopping !== undefined) return 'stopping';
  if (one.backOffUntil !== undefined) return 'back-off';
  return one.state === 'up' ? 'running' : one.state;
}

const viewWorker = ({ kind, spec, run, lastOutcome, onHold, busy }: WorkerState, one: ContainerState): ProbeView => ({
  kind,
  spec,
  run,
  last: lastOutcome,
  result: one.results[kind],
  onHold,
  busy,
});

/**
 * Containers and probes, for a live view. Throws nothing.
 * @param state the Pod
 */
export const podView = ({ containers, workers }: PodState): ContainerView[] =>
  containers.map((one) => ({
    name: one.spec.name,
    role: one.role,
    state: stateOf(one),
    started: isStarted(one),
    ready: isReady(one),
    restarts: one.shownRestarts,
    exitCode: one.state === 'terminated' ? one.exitCode : undefined,
    until: one.stopping?.deadline ?? one.backOffUntil,
    probes: workers.filter((worker) => worker.container === one.index).map((worker) => viewWorker(worker, one)),
  }));
