export type { ReadyCheckOptions } from './define.ts';
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
  type PgClient,
  type PgPool,
  type PgPoolClient,
  type PostgresCheckOptions,
  type PostgresReserved,
  type PostgresSql,
  postgresCheck,
} from './postgres.ts';
export { type AmqpChannel, type AmqpConnection, type RabbitmqCheckOptions, rabbitmqCheck } from './rabbitmq.ts';
export { type IoRedisClient, type NodeRedisClient, type RedisCheckOptions, redisCheck } from './redis.ts';
export type { Source } from './source.ts';
export { type SqlCheckOptions, sqlCheck } from './sql.ts';
