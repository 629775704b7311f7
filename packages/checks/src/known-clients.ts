import { ProbezError } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';

/** A thing that people have at hand when they write a check. */
interface KnownClient {
  /** As a message names it: `a Sequelize instance`. */
  readonly what: string;
  readonly is: (value: unknown) => boolean;
  /** What to write instead, wherever it was handed in. */
  readonly use: string;
  /** The factory that takes it as it is. */
  readonly by?: string;
}

/** Whether all of these are functions there. */
const does =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    names.every((name) => typeof peek(value, name) === 'function');

/** Whether all of these are there, whatever they are. */
const has =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    names.every((name) => peek(value, name) !== undefined);

const madeBy = (value: unknown): unknown => peek(value, 'constructor', 'name');

/**
 * Whether it wants a callback. Without one such a client throws where nobody can catch it: mysql 1 ends the process then.
 * The number of parameters tells, unless a tracer has wrapped the method; names tell where it has.
 */
export function wantsCallback(value: unknown): boolean {
  if (does('promise')(value) || does('Promise')(value)) return false;
  if (does('acquireConnection')(value) || does('query', 'statistics')(value)) return true;
  if (/Callback$/.test(String(madeBy(value)))) return true;
  const arity = (name: string): unknown => peek(value, name, 'length');
  return [1, 3].some((count) => arity('getConnection') === count) || arity('query') === 3;
}

const MSSQL = "sqlCheck(() => pool.query('select 1')), with the pool that mssql's connect() resolves to";

/**
 * Known clients, those that can be told with certainty first. A client that only looks like the right one would pass forever,
 * fail forever, or end the process. They are recognised by their members, because bundlers change class names.
 */
const KNOWN: readonly KnownClient[] = [
  {
    what: 'a Sequelize instance',
    is: does('authenticate', 'getQueryInterface'),
    use: 'sqlCheck(() => sequelize.authenticate())',
  },
  {
    what: 'a TypeORM DataSource',
    is: does('initialize', 'createQueryRunner', 'query'),
    use: "sqlCheck(() => dataSource.query('select 1'))",
  },
  { what: 'a Prisma client', is: does('$queryRaw', '$connect'), use: 'sqlCheck(() => prisma.$queryRaw`select 1`)' },
  {
    what: 'a MikroORM instance',
    is: does('checkConnection', 'isConnected'),
    use: 'sqlCheck(() => orm.checkConnection())',
  },
  {
    what: 'a MikroORM entity manager',
    is: does('getConnection', 'getDriver', 'fork'),
    use: "sqlCheck(() => em.getConnection().execute('select 1'))",
  },
  {
    what: 'a Drizzle database',
    is: (value) => has('dialect', 'session')(value) && (does('execute')(value) || does('run', 'all')(value)),
    use: "sqlCheck(() => db.execute('select 1')), or pass db.$client",
  },
  {
    what: 'a Kysely instance',
    is: does('selectFrom', 'executeQuery'),
    use: 'sqlCheck(() => sql`select 1`.execute(db))',
  },
  {
    what: 'a knex instance',
    is: does('raw', 'destroy', 'transaction', 'batchInsert'),
    use: "sqlCheck(() => knex.raw('select 1'))",
  },
  {
    what: 'a Slonik pool',
    is: does('oneFirst', 'maybeOne', 'query'),
    use: 'sqlCheck(() => pool.query(sql.unsafe`select 1`))',
  },
  { what: 'pg-promise itself', is: (value) => has('pg', 'helpers', 'as')(value), use: 'what pgp(connection) returns' },
  {
    what: 'a better-sqlite3 or node:sqlite database',
    is: (value) => does('prepare', 'exec')(value) && !does('query')(value),
    use: "sqlCheck(() => db.prepare('select 1').get())",
  },
  { what: 'the mssql module', is: does('ConnectionPool', 'query'), use: MSSQL },
  { what: 'an mssql pool', is: does('request', 'batch', 'query'), use: MSSQL },
  {
    what: 'a Cassandra client',
    is: does('execute', 'eachRow', 'batch'),
    use: "sqlCheck(() => client.execute('select key from system.local'))",
  },
  {
    what: 'a pg client or pool',
    is: (value) =>
      (has('totalCount', 'idleCount')(value) && does('connect', 'query')(value)) ||
      does('query', 'escapeIdentifier')(value) ||
      has('$pool', 'oneOrNone')(value),
    use: 'postgresCheck(pool)',
    by: 'postgresCheck',
  },
  { what: 'the sql function of postgres', is: does('unsafe', 'begin'), use: 'postgresCheck(sql)', by: 'postgresCheck' },
  {
    what: 'the sql function of Neon',
    is: does('unsafe', 'query', 'transaction'),
    use: 'postgresCheck(sql)',
    by: 'postgresCheck',
  },
  {
    what: 'a MySQL client with callbacks only',
    is: (value) => (does('getConnection')(value) || does('query', 'beginTransaction')(value)) && wantsCallback(value),
    use: "a pool of mysql2 or mariadb, or sqlCheck(() => promisify(pool.query).call(pool, 'select 1'))",
  },
  { what: 'a MySQL pool', is: does('getConnection'), use: 'mysqlCheck(pool)', by: 'mysqlCheck' },
  { what: 'a MySQL connection', is: does('query', 'changeUser'), use: 'mysqlCheck(connection)', by: 'mysqlCheck' },
  {
    what: 'a redis 3 client, with callbacks only',
    is: does('ping', 'internal_send_command'),
    use: "redis 4 or later, or a check of your own: { name: 'redis', run: () => promisify(client.ping).call(client) }",
  },
  {
    what: 'a pipeline or transaction',
    is: (value) => does('exec', 'ping')(value) && (peek(value, 'isPipeline') === true || !does('on')(value)),
    use: 'the client that it was created from',
  },
  {
    what: 'a Valkey GLIDE client',
    is: does('ping', 'customCommand'),
    use: "{ name: 'valkey', run: () => client.ping() }",
  },
  {
    what: 'a queue or worker of BullMQ or Bull',
    is: (value) => does('waitUntilReady')(value) || (does('isReady', 'getJobCounts')(value) && has('clients')(value)),
    use: 'redisCheck(connection), with the connection that you gave it',
  },
  {
    what: 'a Redis client',
    is: (value) => does('ping', 'on')(value) && (has('isOpen')(value) || typeof peek(value, 'status') === 'string'),
    use: 'redisCheck(client)',
    by: 'redisCheck',
  },
  {
    what: 'a channel of amqp-connection-manager',
    is: does('waitForConnect', 'addSetup'),
    use: 'rabbitmqCheck(manager), with the manager that created it',
  },
  {
    what: 'a channel of amqplib',
    is: does('assertQueue', 'prefetch', 'ack'),
    use: 'rabbitmqCheck(connection), with the connection that it was created from',
  },
  {
    what: 'a connection of amqplib with callbacks',
    is: (value) =>
      does('createChannel', 'createConfirmChannel')(value) &&
      (madeBy(value) === 'CallbackModel' || peek(value, 'createChannel', 'length') === 2),
    use: "a connection of require('amqplib'), not of amqplib/callback_api",
  },
  {
    what: 'a connection of @golevelup/nestjs-rabbitmq',
    is: has('managedConnection', 'managedChannel'),
    use: 'rabbitmqCheck(connection.managedConnection)',
  },
  { what: 'a RabbitMQ connection', is: does('createChannel'), use: 'rabbitmqCheck(connection)', by: 'rabbitmqCheck' },
  {
    what: 'an MQTT client older than mqtt 5',
    is: (value) => does('publish', 'subscribe', 'removeOutgoingMessage')(value) && !does('sendPing')(value),
    use: "mqtt 5, or a check of your own: { name: 'mqtt', run: () => client.connected }",
  },
  { what: 'an MQTT client', is: does('sendPing'), use: 'mqttCheck(client)', by: 'mqttCheck' },
  {
    what: 'a NATS 1 connection, with callbacks only',
    is: (value) => does('flush', 'publish', 'subscribe', 'createInbox')(value) && !does('rtt')(value),
    use: "@nats-io/transport-node, or a check of your own: { name: 'nats', run: () => promisify(nc.flush).call(nc) }",
  },
  { what: 'a NATS connection', is: does('rtt', 'isClosed'), use: 'natsCheck(connection)', by: 'natsCheck' },
  {
    what: 'a JetStream client',
    is: (value) => has('nc', 'api')(value) || does('jetstreamManager', 'publish')(value),
    use: 'natsCheck(connection), with the connection that it was created from',
  },
  { what: 'a stub of @grpc/grpc-js', is: does('makeUnaryRequest'), use: 'grpcCheck(client)', by: 'grpcCheck' },
  {
    what: 'a gRPC channel',
    is: does('getConnectivityState', 'createCall'),
    use: 'grpcCheck(client), with any stub over it',
  },
  {
    what: 'a MongoDB client',
    is: does('db', 'startSession'),
    use: "a check of your own: { name: 'mongodb', run: () => client.db().command({ ping: 1 }) }",
  },
  {
    what: 'a MongoDB database',
    is: does('command', 'collection', 'admin'),
    use: "a check of your own: { name: 'mongodb', run: () => db.command({ ping: 1 }) }",
  },
  {
    what: 'a MongoDB collection',
    is: does('insertOne', 'findOne', 'aggregate'),
    use: "a check of your own: { name: 'mongodb', run: () => client.db().command({ ping: 1 }) }",
  },
  {
    what: 'a Kafka client',
    is: does('producer', 'consumer', 'admin'),
    use: 'a check of your own: see docs/checks/recipes.md',
  },
  {
    what: 'a memcached client',
    // Not by get and set, which Redis clients have, too.
    is: (value) => does('gets', 'cas')(value) || does('increment', 'flush', 'stats')(value),
    use: 'a check of your own: see docs/checks/recipes.md',
  },
  {
    what: 'an HTTP client of your own',
    is: (value) =>
      has('interceptors', 'defaults')(value) || does('paginate', 'extend')(value) || does('dispatch', 'request')(value),
    use: "httpCheck(url), or a check of your own: { name: 'api', run: ({ signal }) => axios.get(url, { signal }) }",
  },
  { what: 'a promise', is: does('then', 'catch'), use: 'the value that it resolves to: await it first' },
];

/** Throws where a client is known to be something else, and says what to write instead. */
export function refuseOthers(factory: string, value: unknown, where = 'the client'): void {
  const known = KNOWN.find(({ is }) => is(value));
  if (known === undefined || known.by === factory) return;
  throw new ProbezError('INVALID_OPTION', `${factory}: ${where} is ${known.what}; use ${known.use}`);
}

/** Throws unless the client has all of these methods and is nothing else that has them too. */
export function needClient(
  factory: string,
  client: unknown,
  methods: readonly string[],
  allowed: string,
  where = 'the client',
): void {
  refuseOthers(factory, client, where);
  const object = (typeof client === 'object' && client !== null) || typeof client === 'function';
  if (!object || !does(...methods)(client)) refuse(`${factory}: ${where}`, client, allowed);
}
