export * from '@probez/node';
export { probes } from './probes.ts';
