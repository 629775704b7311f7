export * from '@probez/core';
export { answerTo, type NodeRequest, type NodeResponse, writeAnswer } from './exchange.ts';
export type { ProbePortOptions, StallOptions } from './probe-port/options.ts';
export { type ProbePort, serveProbes } from './probe-port/serve-probes.ts';
export { type NodeProbeOptions, probes } from './probes.ts';
