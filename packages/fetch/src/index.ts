export * from '@probez/core';
export { type FetchContext, middleware } from './middleware.ts';
export type { Peer } from './peer.ts';
export { type FetchProbeOptions, type FetchRequest, probes } from './probes.ts';
