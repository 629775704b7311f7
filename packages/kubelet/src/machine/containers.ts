import type { RestartRuleAction } from '../manifest/types.ts';
import type { ContainerState } from './state.ts';

/** Running, as the API sees it: a container whose postStart hook still runs is not. */
export const isRunning = (one: ContainerState): boolean => one.state === 'running';

/** The startup probe has passed, or there is none. */
export const isStarted = (one: ContainerState): boolean =>
  isRunning(one) && (one.spec.startupProbe === undefined || one.results.startup === 'success');

export function isReady(one: ContainerState): boolean {
  if (one.role === 'init') return one.state === 'terminated' && one.exitCode === 0;
  if (!isStarted(one)) return false;
  return one.spec.readinessProbe === undefined || one.results.readiness === 'success';
}

export const isPodReady = (all: readonly ContainerState[]): boolean =>
  all.every((one) => one.role === 'init' || isReady(one));

/** It has been created once, and whatever became of it, the Pod has got that far. */
export const wasCreated = (one: ContainerState): boolean => one.instance !== undefined || one.restarts > 0;

/** What the first of the container's `restartPolicyRules` that fits the exit code says. */
function ruleFor({ spec, exitCode }: ContainerState): RestartRuleAction | undefined {
  const fits = ({ operator, values }: { operator: 'In' | 'NotIn'; values: readonly number[] }) =>
    values.includes(exitCode) === (operator === 'In');
  return spec.restartPolicyRules?.find(({ exitCodes }) => fits(exitCodes))?.action;
}

/** May it be started again after this exit? */
export function mayRestart(one: ContainerState): boolean {
  if (one.role === 'sidecar') return true;
  if (one.role === 'init' && one.exitCode === 0) return false;
  if (ruleFor(one) !== undefined || one.policy === 'Always') return true;
  return one.policy === 'OnFailure' && one.exitCode !== 0;
}

/** Is there an end after which it is started again? What a probe has killed is then started again, whatever its exit code. */
export const isRestartable = (one: ContainerState): boolean =>
  one.role === 'sidecar' || one.policy !== 'Never' || (one.spec.restartPolicyRules ?? []).length > 0;

/** Its end means that the whole Pod starts anew. */
export const restartsAll = (one: ContainerState): boolean =>
  one.state === 'terminated' && ruleFor(one) === 'RestartAllContainers';
