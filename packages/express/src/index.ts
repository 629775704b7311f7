export * from '@probez/node';
export { type ExpressMiddleware, probes } from './probes.ts';
