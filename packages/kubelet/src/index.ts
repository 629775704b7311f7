export type { AttemptOutcome } from './attempt/outcome.ts';
export { type Clock, createRealClock, createVirtualClock, type VirtualClock } from './clock.ts';
export { type Driver, type DriverOptions, drivePod, type Request, type World } from './driver.ts';
export type { PodRow } from './kubectl.ts';
export { createPodState, type PodStateOptions } from './machine/create.ts';
export type { ListedEvent } from './machine/event-list.ts';
export type { ContainerView, Effect, Input, ProbeView } from './machine/messages.ts';
export type { ContainerSnapshot, KubeletRecord, PodPhase, PodSnapshot, ProbeResult } from './machine/records.ts';
export type { PodState } from './machine/state.ts';
export { takeSnapshot as podStatus } from './machine/status.ts';
export { nextAt, type Stepped, stepPod } from './machine/step.ts';
export { type KubeletTiming, nodeTiming, proberTiming } from './machine/timing.ts';
export { podView } from './machine/view.ts';
export { type FieldError, ManifestError } from './manifest/field-error.ts';
export { type PodEntry, parsePod, readPods } from './manifest/parse.ts';
export type {
  Container,
  ContainerPort,
  EnvironmentVariable,
  HookHandler,
  Pod,
  PortReference,
  Probe,
  ProbeHandler,
  ProbeKind,
  RestartPolicy,
} from './manifest/types.ts';
export { YamlError } from './manifest/yaml.ts';
export type { OutsideSignal } from './process/container-process.ts';
export { createProcessWorld, type ProcessWorld, type ProcessWorldOptions } from './process/world.ts';
export type { App } from './simulation/apps.ts';
export type { Assumption } from './simulation/assumptions.ts';
export type { InProcessApp, RequestHandler } from './simulation/handler-program.ts';
export {
  createPodSimulation,
  type PodSimulation,
  type PodSimulationOptions,
  type WaitOptions,
} from './simulation/pod-simulation.ts';
export type {
  ProcessHost,
  Program,
  Reply,
  SimulatedProcess,
  SimulatedRequest,
  SimulatedResponse,
} from './simulation/program.ts';
export type { Boot, RouteStep, Script } from './simulation/scripted.ts';
export { ShellError } from './simulation/shell-parser.ts';
