/**
 * What people hand in to a ready-made check, made by the real packages, none of them connected. What is taken is run against its server
 * in the other suites of this folder; here is what is refused, and what its author is told to write instead.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  certificateCheck,
  dnsCheck,
  grpcCheck,
  httpCheck,
  mqttCheck,
  mysqlCheck,
  natsCheck,
  postgresCheck,
  processCheck,
  rabbitmqCheck,
  redisCheck,
  sqlCheck,
  tcpCheck,
} from '@probez/checks';
import { afterAll, expect, test } from 'vitest';

/** Without types: what is handed in here is what a compiler would not let through. */
const load = createRequire(import.meta.url);
const NOWHERE = { host: '127.0.0.1', port: 1, user: 'app', password: 'right-horse', database: 'app' };
const closers: (() => unknown)[] = [];
afterAll(() => Promise.allSettled(closers.splice(0).map((close) => close())));

/** A file of a package that its exports do not name. */
const inside = (name: string, file: string): string => join(dirname(load.resolve(name)), file);

/** Something that is made without a server and closed at the end. Its errors have nobody else to hear them. */
function made<T>(value: T, close: (value: T) => unknown = () => {}): T {
  const { on } = Object(value);
  if (typeof on === 'function') Reflect.apply(on, value, ['error', () => {}]);
  closers.push(() => close(value));
  return value;
}

const nothing = async () => {};

const make: Readonly<Record<string, () => unknown>> = {
  'a Sequelize instance': () => new (load('sequelize').Sequelize)('postgres://127.0.0.1:1/x', { logging: false }),
  'a TypeORM DataSource': () => new (load('typeorm').DataSource)({ type: 'postgres' }),
  'a knex instance': () => made(load('knex')({ client: 'pg', connection: NOWHERE }), (knex) => knex.destroy()),
  'a Kysely instance': () => {
    const { Kysely, PostgresDialect } = load('kysely');
    return new Kysely({ dialect: new PostgresDialect({ pool: new (load('pg').Pool)(NOWHERE) }) });
  },
  'Drizzle over pg': () => load('drizzle-orm/node-postgres').drizzle({ client: new (load('pg').Pool)(NOWHERE) }),
  'Drizzle over mysql2': () =>
    load('drizzle-orm/mysql2').drizzle({ client: load('mysql2/promise').createPool(NOWHERE) }),
  'a MikroORM': () => mikro(),
  'an entity manager of MikroORM': () => mikro().em,
  // By their shape: these drivers are no part of the tests.
  'the mssql module': () => ({ ConnectionPool: class {}, Request: class {}, connect: nothing, query: nothing }),
  'a pool of mssql': () => ({
    connect: nothing,
    request: nothing,
    batch: nothing,
    query: nothing,
    transaction: nothing,
  }),
  'a Cassandra client': () => ({ connect: nothing, execute: nothing, eachRow: nothing, batch: nothing }),
  'a database of MongoDB': () => ({ command: nothing, collection: nothing, admin: nothing }),
  'a collection of MongoDB': () => ({ insertOne: nothing, findOne: nothing, aggregate: nothing }),
  'a client of kafkajs': () => ({ producer: nothing, consumer: nothing, admin: nothing, logger: nothing }),
  'a client of memcached': () => ({ get: nothing, set: nothing, gets: nothing, cas: nothing }),
  'a client of memjs': () => ({ get: nothing, set: nothing, increment: nothing, flush: nothing, stats: nothing }),
  'a Prisma client': () => ({ $connect: async () => {}, $queryRaw: async () => [] }), // its code is generated
  'a Slonik pool': () => ({
    any: async () => [],
    oneFirst: async () => 1,
    maybeOne: async () => 1,
    query: async () => 1,
  }), // it connects to be made
  'pg-promise itself': () => load('pg-promise')(),
  'better-sqlite3': () => ({ prepare: () => ({ get: () => 1 }), exec: () => {}, pragma: () => 1 }), // it is compiled at installation
  'a pg Pool': () => new (load('pg').Pool)(NOWHERE),
  'a pg Client': () => new (load('pg').Client)(NOWHERE),
  'postgres.js': () => load('postgres')('postgres://127.0.0.1:1/x'),
  'a mysql 1 pool': () => load('mysql').createPool(NOWHERE),
  'a mysql 1 connection': () => load('mysql').createConnection(NOWHERE),
  'a mysql 1 cluster': () => load('mysql').createPoolCluster(),
  'a mysql2 cluster with callbacks': () => load('mysql2').createPoolCluster(),
  'a mysql2 namespace with callbacks': () => {
    const cluster = load('mysql2').createPoolCluster();
    cluster.add('a', NOWHERE);
    return cluster.of('*');
  },
  'a mariadb pool with callbacks': () =>
    made(load('mariadb/callback').createPool({ ...NOWHERE, minimumIdle: 0 }), (pool) => pool.end(() => {})),
  'a mysql2 pool': () => load('mysql2/promise').createPool(NOWHERE),
  'a redis 3 client': () => made(load('redis3').createClient({ port: 1, retry_strategy: () => undefined })),
  'an ioredis client': () => made(new (load('ioredis').Redis)({ lazyConnect: true }), (client) => client.disconnect()),
  'an ioredis pipeline': () =>
    made(new (load('ioredis').Redis)({ lazyConnect: true }), (client) => client.disconnect()).pipeline(),
  'a transaction of redis': () => made(load('redis').createClient()).multi(),
  'a BullMQ queue': () => {
    const client = made(new (load('ioredis').Redis)({ lazyConnect: true, maxRetriesPerRequest: null }), (each) =>
      each.disconnect(),
    );
    return made(new (load('bullmq').Queue)('mail', { connection: client, skipVersionCheck: true }));
  },
  'a GLIDE client': () => ({ ping: async () => 'PONG', customCommand: async () => 'OK' }), // a native addon
  'a channel of amqp-connection-manager': () => {
    const manager = made(load('amqp-connection-manager').connect(['amqp://127.0.0.1:1']), (each) => each.close());
    manager.on('connectFailed', () => {});
    return manager.createChannel();
  },
  'a channel of amqplib': () =>
    new (load(inside('amqplib', 'lib/channel_model.js')).Channel)({ on: () => {}, once: () => {} }),
  'a connection of amqplib with callbacks': () =>
    new (load(inside('amqplib', 'lib/callback_model.js')).CallbackModel)({ on: () => {}, once: () => {} }),
  'a connection of golevelup': () => ({ managedConnection: {}, managedChannel: {}, createChannel: () => {} }),
  'an mqtt 4 client': () =>
    made(load('mqtt4').connect('mqtt://127.0.0.1:1', { reconnectPeriod: 0 }), (client) => client.end(true)),
  'a NATS 1 connection': () => made(load('nats1').connect({ port: 1, reconnect: false })),
  'a gRPC channel': () => {
    const { Channel, credentials } = load('@grpc/grpc-js');
    return made(new Channel('127.0.0.1:1', credentials.createInsecure(), {}), (channel) => channel.close());
  },
  'a MongoDB client': () => new (load('mongodb').MongoClient)('mongodb://127.0.0.1:1'),
  axios: () => load('axios'),
  'an axios instance': () => load('axios').create(),
  'an undici Pool': () => made(new (load('undici').Pool)('http://127.0.0.1:1'), (pool) => pool.close()),
  'an undici Agent': () => made(new (load('undici').Agent)(), (agent) => agent.close()),
  'a promise': () => Promise.resolve({}),
  'a connection string': () => 'postgres://app:right-horse@db.internal/orders',
};

function mikro(): { readonly em: unknown } {
  const { MikroORM, EntitySchema } = load('@mikro-orm/postgresql');
  const Note = new EntitySchema({ name: 'Note', properties: { id: { type: 'number', primary: true } } });
  const { host, port, database: dbName } = NOWHERE;
  return MikroORM.initSync({ entities: [Note], host, port, dbName, connect: false, logger: () => {} });
}

const SQL = {
  'a Sequelize instance': 'a Sequelize instance; use sqlCheck(() => sequelize.authenticate())',
  'a TypeORM DataSource': "a TypeORM DataSource; use sqlCheck(() => dataSource.query('select 1'))",
  'a knex instance': "a knex instance; use sqlCheck(() => knex.raw('select 1'))",
  'a Kysely instance': 'a Kysely instance; use sqlCheck(() => sql`select 1`.execute(db))',
  'Drizzle over pg': "a Drizzle database; use sqlCheck(() => db.execute('select 1')), or pass db.$client",
  'Drizzle over mysql2': "a Drizzle database; use sqlCheck(() => db.execute('select 1')), or pass db.$client",
  'a MikroORM': 'a MikroORM instance; use sqlCheck(() => orm.checkConnection())',
  'an entity manager of MikroORM':
    "a MikroORM entity manager; use sqlCheck(() => em.getConnection().execute('select 1'))",
  'the mssql module':
    "the mssql module; use sqlCheck(() => pool.query('select 1')), with the pool that mssql's connect() resolves to",
  'a pool of mssql':
    "an mssql pool; use sqlCheck(() => pool.query('select 1')), with the pool that mssql's connect() resolves to",
  'a Cassandra client': "a Cassandra client; use sqlCheck(() => client.execute('select key from system.local'))",
  'a database of MongoDB':
    "a MongoDB database; use a check of your own: { name: 'mongodb', run: () => db.command({ ping: 1 }) }",
  'a collection of MongoDB':
    "a MongoDB collection; use a check of your own: { name: 'mongodb', run: () => client.db().command({ ping: 1 }) }",
  'a client of kafkajs': 'a Kafka client; use a check of your own: see docs/checks/recipes.md',
  'a client of memcached': 'a memcached client; use a check of your own: see docs/checks/recipes.md',
  'a client of memjs': 'a memcached client; use a check of your own: see docs/checks/recipes.md',
  'a Prisma client': 'a Prisma client; use sqlCheck(() => prisma.$queryRaw`select 1`)',
  'a Slonik pool': 'a Slonik pool; use sqlCheck(() => pool.query(sql.unsafe`select 1`))',
  'pg-promise itself': 'pg-promise itself; use what pgp(connection) returns',
  'better-sqlite3': "a better-sqlite3 or node:sqlite database; use sqlCheck(() => db.prepare('select 1').get())",
  'a promise': 'a promise; use the value that it resolves to: await it first',
  'a MongoDB client':
    "a MongoDB client; use a check of your own: { name: 'mongodb', run: () => client.db().command({ ping: 1 }) }",
};
const CALLBACKS =
  "a MySQL client with callbacks only; use a pool of mysql2 or mariadb, or sqlCheck(() => promisify(pool.query).call(pool, 'select 1'))";
const HTTP_CLIENT =
  "an HTTP client of your own; use httpCheck(url), or a check of your own: { name: 'api', run: ({ signal }) => axios.get(url, { signal }) }";

type Factory = (client: never) => unknown;
/** Handed in to this check: this text. */
const rows: readonly (readonly [string, Factory, Readonly<Record<string, string>>])[] = [
  [
    'postgresCheck',
    postgresCheck,
    {
      ...SQL,
      'a mysql2 pool': 'a MySQL pool; use mysqlCheck(pool)',
      'a mysql 1 pool': CALLBACKS,
      'a mysql 1 connection': CALLBACKS,
      'an ioredis client': 'a Redis client; use redisCheck(client)',
      'a connection string': '"postgres://***@db.internal/orders"; allowed: a Pool or Client of pg',
    },
  ],
  [
    'mysqlCheck',
    mysqlCheck,
    {
      ...SQL,
      'a mysql 1 pool': CALLBACKS,
      'a mysql 1 connection': CALLBACKS,
      'a mysql 1 cluster': CALLBACKS,
      'a mysql2 cluster with callbacks': CALLBACKS,
      'a mysql2 namespace with callbacks': CALLBACKS,
      'a mariadb pool with callbacks': CALLBACKS,
      'a pg Pool': 'a pg client or pool; use postgresCheck(pool)',
      'a pg Client': 'a pg client or pool; use postgresCheck(pool)',
      'postgres.js': 'the sql function of postgres; use postgresCheck(sql)',
    },
  ],
  [
    'sqlCheck',
    sqlCheck,
    {
      ...SQL,
      'a pg Pool': 'a pg client or pool; use postgresCheck(pool)',
      'postgres.js': 'the sql function of postgres; use postgresCheck(sql)',
      'a mysql2 pool': 'a MySQL pool; use mysqlCheck(pool)',
    },
  ],
  [
    'redisCheck',
    redisCheck,
    {
      'a redis 3 client': 'a redis 3 client, with callbacks only; use redis 4 or later',
      'an ioredis pipeline': 'a pipeline or transaction; use the client that it was created from',
      'a transaction of redis': 'a pipeline or transaction; use the client that it was created from',
      'a BullMQ queue':
        'a queue or worker of BullMQ or Bull; use redisCheck(connection), with the connection that you gave it',
      'a GLIDE client': "a Valkey GLIDE client; use { name: 'valkey', run: () => client.ping() }",
      'a pg Pool': 'a pg client or pool; use postgresCheck(pool)',
      'a promise': 'a promise; use the value that it resolves to: await it first',
      'a connection string': '"postgres://***@db.internal/orders"; allowed: a client or cluster of ioredis',
    },
  ],
  [
    'rabbitmqCheck',
    rabbitmqCheck,
    {
      'a channel of amqp-connection-manager':
        'a channel of amqp-connection-manager; use rabbitmqCheck(manager), with the manager that created it',
      'a channel of amqplib':
        'a channel of amqplib; use rabbitmqCheck(connection), with the connection that it was created from',
      'a connection of amqplib with callbacks':
        "a connection of amqplib with callbacks; use a connection of require('amqplib'), not of amqplib/callback_api",
      'a connection of golevelup':
        'a connection of @golevelup/nestjs-rabbitmq; use rabbitmqCheck(connection.managedConnection)',
      'a connection string': '"postgres://***@db.internal/orders"; allowed: a connection of amqplib',
    },
  ],
  [
    'mqttCheck',
    mqttCheck,
    {
      'an mqtt 4 client':
        "an MQTT client older than mqtt 5; use mqtt 5, or a check of your own: { name: 'mqtt', run: () => client.connected }",
      'a promise': 'a promise; use the value that it resolves to: await it first',
    },
  ],
  [
    'natsCheck',
    natsCheck,
    {
      'a NATS 1 connection':
        "a NATS 1 connection, with callbacks only; use @nats-io/transport-node, or a check of your own: { name: 'nats'",
      'an ioredis client': 'a Redis client; use redisCheck(client)',
    },
  ],
  ['grpcCheck', grpcCheck, { 'a gRPC channel': 'a gRPC channel; use grpcCheck(client), with any stub over it' }],
  [
    'httpCheck',
    httpCheck,
    {
      axios: HTTP_CLIENT,
      'an axios instance': HTTP_CLIENT,
      'an undici Pool': HTTP_CLIENT,
      'an undici Agent': HTTP_CLIENT,
    },
  ],
];

test.each(
  rows.flatMap(([name, factory, told]) => Object.entries(told).map(([what, text]) => ({ name, factory, what, text }))),
)('$name is handed $what: refused', ({ name, factory, what, text }) => {
  const client = make[what]?.();
  expect(client).toBeDefined();
  const noun = { sqlCheck: 'query', httpCheck: 'the URL' }[name] ?? 'the client';
  let message = '';
  try {
    Reflect.apply(factory, undefined, [client]);
  } catch (error) {
    message = error instanceof Error ? error.message : '';
  }
  expect(message).toContain(`${name}: ${noun} is ${text}`);
  expect(message).not.toContain('right-horse');
});

test.each([
  [
    'httpCheck',
    () => Reflect.apply(httpCheck, undefined, ['https://x', { agent: make['an undici Agent']?.() }]),
    'agent is an Agent; allowed: an agent of node:https; undici agents work with fetch only',
  ],
  [
    'httpCheck',
    () => httpCheck('https://x', { agent: new (load('node:http').Agent)() }),
    'agent is an Agent; allowed: an agent of node:https, because the URL is https:',
  ],
  [
    'httpCheck',
    () => Reflect.apply(httpCheck, undefined, [new Request('http://x/')]),
    'the URL is a Request; allowed: an http or https URL',
  ],
  [
    'httpCheck',
    () => httpCheck('https://x', { tls: { ca: '/etc/ssl/ca.pem' } }),
    'tls.ca is not a PEM text; is it a path? Pass what readFileSync(path) returns',
  ],
  [
    'certificateCheck',
    () => certificateCheck('-----BEGIN CERTIFICATE-----\nMII'),
    'the target is "-----BEGIN CERTIFICATE-----',
  ],
  ['tcpCheck', () => tcpCheck('redis://cache:6379'), 'the target is "redis://cache:6379"; allowed: \'host:port\''],
  [
    'tcpCheck',
    () => Reflect.apply(tcpCheck, undefined, [new (load('node:net').Socket)()]),
    'the target is a Socket; allowed',
  ],
  [
    'dnsCheck',
    () => dnsCheck('https://db.internal/'),
    'the host name is "https://db.internal/"; allowed: a name such as',
  ],
  ['dnsCheck', () => dnsCheck('db.internal:5432'), 'the host name is "db.internal:5432"; allowed: a name such as'],
  [
    'processCheck',
    () => Reflect.apply(processCheck, undefined, [process.pid]),
    `the child is ${process.pid}; allowed: a ChildProcess`,
  ],
  [
    'processCheck',
    () => Reflect.apply(processCheck, undefined, [{ threadId: 1 }]),
    'the child is a worker thread, not a process; use a heartbeatCheck',
  ],
  [
    'processCheck',
    () => Reflect.apply(processCheck, undefined, [{ process: {}, isDead: () => false }]),
    'the child is a worker of node:cluster; use processCheck(worker.process)',
  ],
] as const)('%s: %#, refused', (factory, handIn, text) => {
  expect(handIn).toThrow(`${factory}: ${text}`);
});
