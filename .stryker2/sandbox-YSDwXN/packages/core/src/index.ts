// @ts-nocheck
export type { Clock } from './clock.ts';
export { type ErrorCode, ProbezError } from './errors.ts';
export {
  createHandler,
  type HandlerSource,
  type ProbeHandler,
  type ProbeOptions,
} from './handler.ts';
export { createHealth } from './health.ts';
export { type HeartbeatCheck, type HeartbeatCheckOptions, heartbeatCheck } from './heartbeat.ts';
export type { AccessOptions } from './http/access.ts';
export type { AdapterRequest, HeadersLike, ProbeRequest, ProbeResponse } from './http/request.ts';
export type { GroupOptions, RouteOptions } from './http/routes.ts';
export { type ManualCheck, type ManualCheckOptions, manualCheck } from './manual.ts';
export { redact } from './redact.ts';
export type {
  Check,
  CheckBase,
  CheckContext,
  CheckOutcome,
  CheckResult,
  CheckState,
  DrainEvent,
  Evaluation,
  Health,
  HealthEvent,
  HealthOptions,
  HealthPhase,
  HealthView,
  Logger,
  PolledCheck,
  PollPolicy,
  ProbeName,
  ProbeSelection,
  Push,
  PushedCheck,
  RunEvent,
  RunWrapper,
  ServiceInfo,
  Snapshot,
  Status,
  TransitionEvent,
  Verdict,
  VerdictLine,
  WaitOptions,
} from './types.ts';
