import { type Draft, schedule, soon, unschedule } from './draft.ts';
import { beginDeadline, beginReset, finish, terminate } from './ending.ts';
import { planSync } from './plan.ts';
import { triggerReadiness } from './probing.ts';
import { startContainer } from './starting.ts';
import type { ContainerDraft, Step } from './state.ts';
import { see, showReady, showStatus } from './status.ts';
import { stopContainer } from './stopping.ts';

/** Looks at the containers: what has been started is seen now, and a started one that is not ready is tried at once. */
function look(draft: Draft) {
  see(draft);
  showReady(draft);
  showStatus(draft);
  triggerReadiness(draft);
}

/** Looks at the Pod and does what has to be done, one step after the other; only then it may be looked at again. */
export function sync(draft: Draft) {
  const { state } = draft;
  if (state.end !== undefined) return;
  if (state.life !== 'running' || state.steps.length > 0) {
    state.syncWanted = true;
    showReady(draft);
    if (state.timing.syncWhileStopping) triggerReadiness(draft);
    else state.syncAgain = true;
    return;
  }
  state.syncWanted = false;
  state.failed = false;
  for (const one of state.containers) one.backOffUntil = undefined; // found anew, where it still counts
  look(draft);
  const plan = planSync(state);
  if (plan.kind === 'finish') return finish(draft);
  if (plan.kind === 'reset') return beginReset(draft);
  state.steps = plan.steps;
  runStep(draft);
}

/** The step that has been done is over. */
export function nextStep(draft: Draft) {
  draft.state.steps = draft.state.steps.slice(1);
  if (draft.state.life === 'running') runStep(draft);
}

function runStep(draft: Draft) {
  const { state } = draft;
  const [step] = state.steps;
  const container = step && state.containers[step.container];
  if (step === undefined || container === undefined) endSync(draft);
  else if (step.kind === 'kill') stopForProbe(draft, container, step);
  else startContainer(draft, container, step.endedAt);
}

function endSync(draft: Draft) {
  const { state } = draft;
  if (state.deleted) return terminate(draft);
  if (state.deadlineExceeded) return beginDeadline(draft);
  unschedule(draft, 'retry');
  if (state.failed) schedule(draft, retryAt(draft), 'retry', { kind: 'sync' });
  if (!state.syncWanted) return;
  if (state.syncAgain) schedule(draft, state.now + state.timing.resultSyncMs, 'sync', { kind: 'sync' });
  state.syncAgain = false;
  soon(draft, { kind: 'sync' });
}

/**
 * A synchronisation that has failed is tried again when the first back-off ends, or after 10 s; a node is up to half as late again.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/pod_workers.go (completeWork)
 */
function retryAt({ state }: Draft): number {
  const { now, addedAt, timing } = state;
  const ends = state.containers.flatMap((one) => one.backOffUntil ?? []);
  const wait = ends.length === 0 ? timing.retryMs : Math.min(Math.max(0, Math.min(...ends) - now), 60_000);
  const at = Math.max(now + wait * timing.retryFactor, now + 1) - addedAt;
  return addedAt + Math.ceil(at / timing.backOffGridMs) * timing.backOffGridMs;
}

function stopForProbe(draft: Draft, one: ContainerDraft, step: Extract<Step, { kind: 'kill' }>) {
  if (!one.alive) return nextStep(draft); // it has just ended by itself
  const { failed, restart } = step;
  const what = `${one.spec.name} failed ${failed} probe`;
  const message =
    one.role === 'sidecar' ? `Init container ${what}` : `Container ${what}${restart ? ', will be restarted' : ''}`;
  const probe = failed === 'liveness' ? one.spec.livenessProbe : one.spec.startupProbe;
  const graceSeconds = probe?.terminationGracePeriodSeconds ?? draft.state.pod.terminationGracePeriodSeconds;
  stopContainer(draft, one, { graceSeconds, message, ordered: false, next: 'step' });
}
