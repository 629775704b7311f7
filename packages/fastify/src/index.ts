export * from '@probez/node';
export { type FastifyProbeOptions, probes } from './probes.ts';
