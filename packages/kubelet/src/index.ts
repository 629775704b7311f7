export { type FieldError, ManifestError } from './manifest/field-error.ts';
export { type PodEntry, parsePod, readPods, YamlError } from './manifest/parse.ts';
export { probeDefaults } from './manifest/probe.ts';
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
export {
  type Observation,
  type ObservedEvent,
  type ObservedState,
  observePod,
  type PodCase,
  readPodCase,
} from './simulation/observe.ts';
export { formatTrace, readTraceCase, simulateTrace, type TraceCase, type TraceEntry } from './simulation/trace.ts';
