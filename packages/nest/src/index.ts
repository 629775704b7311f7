export * from '@probez/node';
export { Check, type CheckMethodOptions } from './check.ts';
export { gracefulShutdown, type NestApp } from './graceful-shutdown.ts';
export { Health } from './health.ts';
export { type AsyncProbezOptions, ProbezModule } from './module.ts';
export type { PageMiddleware, ProbezOptions } from './options.ts';
export type { TerminusAnswer } from './terminus.ts';
