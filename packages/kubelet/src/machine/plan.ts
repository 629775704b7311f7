import { isRunning, isStarted, mayRestart, type Slot } from './instance.ts';

/** One thing a synchronisation does; they are done one after the other. */
export type Step =
  | { readonly kind: 'kill'; readonly slot: Slot; readonly failed: 'liveness' | 'startup'; readonly restart: boolean }
  | { readonly kind: 'start'; readonly slot: Slot };

export type Plan =
  | { readonly kind: 'steps'; readonly steps: Step[] }
  /** Nothing is left to run: what still runs is stopped and the Pod is over. */
  | { readonly kind: 'finish' };

const failedProbe = (slot: Slot): 'liveness' | 'startup' | undefined => {
  if (!isRunning(slot)) return undefined;
  if (slot.results.liveness === 'failure') return 'liveness';
  return slot.results.startup === 'failure' ? 'startup' : undefined;
};

/** Keeps a running container, replaces one whose probe has failed, starts one that is not there. Gives what is to be done. */
function tend(slot: Slot): Step[] | 'over' {
  const failed = failedProbe(slot);
  if (failed !== undefined) {
    const restart = slot.sidecar || slot.policy !== 'Never';
    const kill: Step = { kind: 'kill', slot, failed, restart };
    return restart ? [kill, { kind: 'start', slot }] : [kill];
  }
  if (slot.state === 'waiting') return [{ kind: 'start', slot }];
  if (slot.state !== 'terminated') return [];
  return mayRestart(slot) ? [{ kind: 'start', slot }] : 'over';
}

/** The init containers, in order. `done` when the main containers may start. */
function planInit(slots: readonly Slot[]): { steps: Step[]; done: boolean; failed: boolean } {
  const steps: Step[] = [];
  const init = slots.filter((slot) => slot.init);
  for (const [index, slot] of init.entries()) {
    if (slot.completed) continue;
    const tended = tend(slot);
    if (tended === 'over') return { steps, done: false, failed: slot.exitCode !== 0 };
    steps.push(...tended);
    // A sidecar that dies later does not hold up those after it that have begun already.
    const overtaken = init.slice(index + 1).some((later) => later.instance !== undefined);
    if (!(slot.sidecar && (isStarted(slot) || overtaken))) return { steps, done: false, failed: false };
  }
  return { steps, done: true, failed: false };
}

/** Once a main container has been started, only sidecars are looked after among the init containers. */
function planSidecars(slots: readonly Slot[]): Step[] {
  return slots.flatMap((slot) => {
    const tended = slot.sidecar ? tend(slot) : [];
    return tended === 'over' ? [] : tended;
  });
}

/**
 * What a synchronisation has to do.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions)
 */
export function planSync(slots: readonly Slot[]): Plan {
  const main = slots.filter((slot) => !slot.init);
  const steps: Step[] = [];
  if (main.some((slot) => slot.instance !== undefined)) steps.push(...planSidecars(slots));
  else {
    const init = planInit(slots);
    if (init.failed) return { kind: 'finish' };
    if (!init.done) return { kind: 'steps', steps: init.steps };
    steps.push(...init.steps);
  }
  let kept = 0;
  for (const slot of main) {
    const tended = tend(slot);
    if (tended === 'over') continue;
    if (tended.length === 0 || tended.some((step) => step.kind === 'start')) kept++;
    steps.push(...tended);
  }
  if (kept === 0) return { kind: 'finish' };
  // Everything that must go goes first.
  return {
    kind: 'steps',
    steps: [...steps.filter((step) => step.kind === 'kill'), ...steps.filter((step) => step.kind === 'start')],
  };
}
