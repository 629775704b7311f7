import { isRestartable, isRunning, isStarted, mayRestart, restartsAll } from './containers.ts';
import type { ContainerState, PodState, Step } from './state.ts';

export type Plan =
  | { readonly kind: 'steps'; readonly steps: readonly Step[] }
  /** Nothing is left to run: what still runs is stopped and the Pod is over. */
  | { readonly kind: 'finish' }
  /** A rule of a container that has ended wants the whole Pod to start anew. */
  | { readonly kind: 'reset' };

const startOf = ({ index, endedAt }: ContainerState): Step => ({ kind: 'start', container: index, endedAt });

const failedProbe = (one: ContainerState): 'liveness' | 'startup' | undefined => {
  if (!isRunning(one)) return undefined;
  if (one.results.liveness === 'failure') return 'liveness';
  return one.results.startup === 'failure' ? 'startup' : undefined;
};

/** Keeps a running container, replaces one whose probe has failed, starts one that is not there. Gives what is to be done. */
function tend(one: ContainerState): Step[] | 'over' {
  const failed = failedProbe(one);
  if (failed !== undefined) {
    const restart = isRestartable(one);
    const kill: Step = { kind: 'kill', container: one.index, failed, restart };
    return restart ? [kill, startOf(one)] : [kill];
  }
  if (one.state === 'waiting') return [startOf(one)];
  if (one.state !== 'terminated') return [];
  return mayRestart(one) ? [startOf(one)] : 'over';
}

/** The init containers, in order. `done` when the main containers may start. */
function planInit(all: readonly ContainerState[]): { steps: Step[]; done: boolean; failed: boolean } {
  const steps: Step[] = [];
  const init = all.filter((one) => one.role !== 'container');
  for (const [index, one] of init.entries()) {
    if (one.completed) continue;
    const tended = tend(one);
    if (tended === 'over') return { steps, done: false, failed: one.exitCode !== 0 };
    steps.push(...tended);
    // A sidecar that dies later does not hold up those after it that have begun already.
    const overtaken = init.slice(index + 1).some((later) => later.instance !== undefined);
    if (!(one.role === 'sidecar' && (isStarted(one) || overtaken))) return { steps, done: false, failed: false };
  }
  return { steps, done: true, failed: false };
}

/** Once a main container has been started, only sidecars are looked after among the init containers. */
function planSidecars(all: readonly ContainerState[]): Step[] {
  return all.flatMap((one) => {
    const tended = one.role === 'sidecar' ? tend(one) : [];
    return tended === 'over' ? [] : tended;
  });
}

/** Everything that must go goes first. */
const inOrder = (steps: readonly Step[]): Plan => ({
  kind: 'steps',
  steps: [...steps.filter((step) => step.kind === 'kill'), ...steps.filter((step) => step.kind === 'start')],
});

/**
 * What a synchronisation has to do.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions)
 */
export function planSync({ containers }: PodState): Plan {
  if (containers.some(restartsAll)) return { kind: 'reset' };
  const main = containers.filter((one) => one.role === 'container');
  const steps: Step[] = [];
  if (main.some((one) => one.instance !== undefined)) steps.push(...planSidecars(containers));
  else {
    const init = planInit(containers);
    if (init.failed) return { kind: 'finish' };
    steps.push(...init.steps);
    if (!init.done) return inOrder(steps);
  }
  let kept = 0;
  for (const one of main) {
    const tended = tend(one);
    if (tended === 'over') continue;
    if (tended.length === 0 || tended.some((step) => step.kind === 'start')) kept++;
    steps.push(...tended);
  }
  return kept === 0 ? { kind: 'finish' } : inOrder(steps);
}
