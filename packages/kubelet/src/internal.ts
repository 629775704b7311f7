// What the command line and the tests of this repository share with the package, recording formats among it. Nothing here is promised to anybody else.
export { age, describeEvents, podRow, table } from './kubectl.ts';
export { createEventList } from './machine/event-list.ts';
export { probeDefaults } from './manifest/probe.ts';
export { containerEnvironment, EnvironmentError, type PodAddress } from './process/environment.ts';
export { playTraceInRealTime } from './realtime/trace.ts';
export { expandProbeCommand, expandReferences } from './references.ts';
export { readApp } from './simulation/apps.ts';
export {
  type Observation,
  type ObservedEvent,
  type ObservedState,
  observePod,
  type PodCase,
  readPodCase,
} from './simulation/observe.ts';
export {
  formatTrace,
  readTraceCase,
  simulateTrace,
  type TraceCase,
  type TraceEntry,
  traceEntry,
} from './simulation/trace.ts';
