export * from '@probez/node';
export { type KoaContext, type KoaMiddleware, probes } from './probes.ts';
