import type { Client as GrpcClient } from '@grpc/grpc-js';
import type { NatsConnection } from '@nats-io/transport-node';
import type { NeonQueryFunction } from '@neondatabase/serverless';
import {
  grpcCheck,
  mqttCheck,
  mysqlCheck,
  natsCheck,
  postgresCheck,
  rabbitmqCheck,
  redisCheck,
  sqlCheck,
} from '@probez/checks';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { ChannelModel } from 'amqplib';
import type { ChannelModel as ChannelModel10 } from 'amqplib10';
import type { Cluster, Redis } from 'ioredis';
import type { Redis as Redis5 } from 'ioredis5';
import type { Knex } from 'knex';
import type { Connection as MariadbConnection, Pool as MariadbPool } from 'mariadb';
import type { MqttClient } from 'mqtt';
import type { Connection as CallbackConnection, Pool as CallbackPool } from 'mysql2';
import type { Connection, Pool, PoolCluster } from 'mysql2/promise';
import type { NatsConnection as NatsConnection2 } from 'nats';
import type { Client, Pool as PgPool } from 'pg';
import type { IDatabase } from 'pg-promise';
import type { Sql } from 'postgres';
import type { createClient, createClientPool, createCluster, createSentinel, RedisClientType } from 'redis';
import type { createClient as createClient4, createCluster as createCluster4 } from 'redis4';
import type { createClient as createClient5 } from 'redis5';
import type { DataSource } from 'typeorm';
import { expect, test } from 'vitest';

/**
 * Every driver's own type is taken without a cast. The compiler is the test: this is never run.
 */
function compiles(clients: {
  pgPool: PgPool;
  pgClient: Client;
  sql: Sql;
  sqlTyped: Sql<{ point: [number, number] }>;
  pool: Pool;
  connection: Connection;
  callbackPool: CallbackPool;
  callbackConnection: CallbackConnection;
  ioredis: Redis;
  ioredis5: Redis5;
  cluster: Cluster;
  redis: ReturnType<typeof createClient>;
  redisNamed: RedisClientType;
  redis5: ReturnType<typeof createClient5>;
  amqp: ChannelModel;
  amqp10: ChannelModel10;
  manager: AmqpConnectionManager;
  pgPromise: IDatabase<object>;
  neon: NeonQueryFunction<false, false>;
  poolCluster: PoolCluster;
  mariadbPool: MariadbPool;
  mariadbConnection: MariadbConnection;
  redisPool: ReturnType<typeof createClientPool>;
  redisCluster: ReturnType<typeof createCluster>;
  redisSentinel: ReturnType<typeof createSentinel>;
  redis4: ReturnType<typeof createClient4>;
  redisCluster4: ReturnType<typeof createCluster4>;
  mqtt: MqttClient;
  nats: NatsConnection;
  nats2: NatsConnection2;
  grpc: GrpcClient;
  knex: Knex;
  typeorm: DataSource;
}) {
  return [
    postgresCheck(clients.pgPool),
    postgresCheck(clients.pgClient),
    postgresCheck(clients.sql),
    postgresCheck(clients.sqlTyped),
    mysqlCheck(clients.pool),
    mysqlCheck(clients.connection),
    mysqlCheck(clients.callbackPool),
    mysqlCheck(clients.callbackConnection),
    redisCheck(clients.ioredis),
    redisCheck(clients.ioredis5),
    redisCheck(clients.cluster),
    redisCheck(clients.redis),
    redisCheck(clients.redisNamed),
    redisCheck(clients.redis5),
    rabbitmqCheck(clients.amqp),
    rabbitmqCheck(() => clients.amqp),
    rabbitmqCheck(clients.manager),
    postgresCheck(clients.pgPromise),
    postgresCheck(clients.neon),
    mysqlCheck(clients.poolCluster),
    mysqlCheck(clients.mariadbPool),
    mysqlCheck(clients.mariadbConnection),
    redisCheck(clients.redisPool),
    redisCheck(clients.redisCluster),
    redisCheck(clients.redisSentinel),
    redisCheck(clients.redis4),
    redisCheck(clients.redisCluster4),
    rabbitmqCheck(Promise.resolve(clients.amqp10)),
    mqttCheck(clients.mqtt),
    natsCheck(clients.nats),
    natsCheck(clients.nats2),
    grpcCheck(clients.grpc),
    sqlCheck(() => clients.knex.raw('select 1')),
    sqlCheck(() => clients.typeorm.query('select 1')),
  ];
}

test('the types of the real drivers are taken as they are', () => {
  expect(compiles).toBeTypeOf('function');
});
