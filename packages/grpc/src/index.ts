export { type GrpcHealth, type GrpcServer, grpcHealth } from './grpc-health.ts';
export type { GrpcHealthOptions } from './services.ts';
