export * from '@probez/core';
export { answerTo, type NodeRequest, type NodeResponse, writeAnswer } from './answer.ts';
export {
  type ListeningCheckOptions,
  type ListeningServer,
  type ListeningTarget,
  listeningCheck,
} from './probe-port/listening-check.ts';
export type {
  IsolatedPortOptions,
  ListenOptions,
  PlainPortOptions,
  ProbePortOptions,
  StallOptions,
} from './probe-port/options.ts';
export { type ProbePort, serveProbes } from './probe-port/serve-probes.ts';
export { type NodeProbeOptions, probes } from './probes.ts';
export { gracefulShutdown } from './shutdown/graceful-shutdown.ts';
export { type CloseHooks, closeHooks } from './shutdown/held-close.ts';
export type { ShutdownCause, ShutdownPhase } from './shutdown/machine.ts';
export type { OpenRequest } from './shutdown/open-request.ts';
export type {
  Drainable,
  GracefulShutdown,
  HookContext,
  HookStage,
  NamedHook,
  ServerOwner,
  ShutdownEvent,
  ShutdownHook,
  ShutdownHookEvent,
  ShutdownOptions,
  ShutdownPhaseEvent,
  ShutdownReport,
  ShutdownTarget,
  SocketIoServerLike,
  StoppableServer,
  WebSocketServerLike,
} from './shutdown/types.ts';
