export * from '@probez/core';
export { answerTo, type NodeRequest, type NodeResponse, writeAnswer } from './exchange.ts';
export { type NodeProbeOptions, probes } from './probes.ts';
