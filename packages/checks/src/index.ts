export { type AnyOfOptions, anyOf } from './any-of.ts';
export { type CertificateCheckOptions, type CertificateTarget, certificateCheck } from './certificate.ts';
export type { CgroupFiles } from './cgroup.ts';
export type { ReadyCheckOptions } from './define.ts';
export { type DiskSpaceCheckOptions, diskSpaceCheck } from './disk-space.ts';
export { type DnsCheckOptions, dnsCheck } from './dns.ts';
export type { Emitter } from './emitter.ts';
export { type EventLoopCheckOptions, eventLoopCheck } from './event-loop.ts';
export { type ExecCheckOptions, execCheck } from './exec.ts';
export { type FileCheckOptions, fileCheck } from './file.ts';
export { type GrpcCheckOptions, type GrpcClient, type GrpcError, grpcCheck } from './grpc.ts';
export { type HttpCheckOptions, httpCheck, type TlsOptions } from './http.ts';
export { type MemoryCheckOptions, memoryCheck } from './memory.ts';
export { type MqttCheckOptions, type MqttClient, mqttCheck } from './mqtt.ts';
export {
  type MysqlCallbackClient,
  type MysqlCheckOptions,
  type MysqlConnection,
  type MysqlPool,
  type MysqlPoolConnection,
  mysqlCheck,
} from './mysql.ts';
export { type NatsCheckOptions, type NatsConnection, natsCheck } from './nats.ts';
export {
  type NeonSql,
  type PgClient,
  type PgPool,
  type PgPoolClient,
  type PgPromiseDatabase,
  type PostgresCheckOptions,
  type PostgresClient,
  type PostgresSql,
  postgresCheck,
} from './postgres.ts';
export { type ChildLike, type ProcessCheckOptions, processCheck } from './process.ts';
export {
  type AmqpChannel,
  type AmqpConnection,
  type AmqpConnectionManager,
  type RabbitmqCheckOptions,
  rabbitmqCheck,
} from './rabbitmq.ts';
export {
  type IoRedisClient,
  type NodeRedisClient,
  type NodeRedisCluster,
  type RedisCheckOptions,
  type RedisClient,
  redisCheck,
} from './redis.ts';
export type { Source } from './source.ts';
export { type SqlCheckOptions, sqlCheck } from './sql.ts';
export { type TcpCheckOptions, type TcpTarget, tcpCheck } from './tcp.ts';
export { type TrafficCheck, type TrafficCheckOptions, trafficCheck } from './traffic.ts';
