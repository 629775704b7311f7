/**
 * Rollouts of Deployments, StatefulSets and DaemonSets in virtual time: which Pods are ready meanwhile, and which requests are lost.
 * @module
 */

export type { Budget, BudgetStatus } from './rollout/budget.ts';
export { driveRollout, type RolloutDriverOptions } from './rollout/driver.ts';
export type { Endpoint, Service } from './rollout/endpoints.ts';
export type { PodReport } from './rollout/lanes.ts';
export type { MemberState, MemberView } from './rollout/member.ts';
export type { RolloutEffect, RolloutInput, RolloutRecord } from './rollout/messages.ts';
export { type Act, type PlayOptions, playRollout } from './rollout/play.ts';
export { type ReadRolloutOptions, type RolloutObjects, readRollout } from './rollout/read.ts';
export type { RequestReport, RolloutReport, TimelineEntry } from './rollout/report.ts';
export {
  createRolloutSimulation,
  type RolloutSimulation,
  type RolloutSimulationOptions,
} from './rollout/simulation.ts';
export {
  createRolloutState,
  isComplete,
  type Progress,
  type ReplicaSetState,
  type Revision,
  type RolloutState,
  type RolloutStateOptions,
  type WorkloadStatus,
} from './rollout/state.ts';
export { nextAt, type SteppedRollout, stepRollout } from './rollout/step.ts';
export { nodeRolloutTiming, type RolloutTiming } from './rollout/timing.ts';
export { defaultLoad, type Load, type Loss, type LossReason } from './rollout/traffic.ts';
export { limitsOf, type Strategy, type Workload, type WorkloadKind } from './rollout/workload.ts';
export type { App } from './simulation/apps.ts';
