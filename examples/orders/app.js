// A service that takes orders: PostgreSQL keeps them, Redis caches them, RabbitMQ carries them to fulfilment.
import { eventLoopCheck, memoryCheck, postgresCheck, rabbitmqCheck, redisCheck } from '@probez/checks';
import { createHealth, gracefulShutdown, manualCheck, probes } from '@probez/express';
import { ignoreProbes, instrumentHealth, instrumentShutdown } from '@probez/opentelemetry';
import express from 'express';
import pg from 'pg';
import { pinoHttp } from 'pino-http';
import { createClient } from 'redis';
import { createQueue } from './queue.js';
import { shutdownTelemetry } from './telemetry.js';

const { DATABASE_URL, REDIS_URL, AMQP_URL, PORT = '3000', CHECK_PERIOD_MS = '5000' } = process.env;

// The app's own clients. The checks below take these, and open no connection of their own.
const pool = DATABASE_URL && new pg.Pool({ connectionString: DATABASE_URL, max: 5, connectionTimeoutMillis: 2_000 });
pool?.on('error', () => {}); // an idle connection died; the check will say so
const cache = REDIS_URL && createClient({ url: REDIS_URL, disableOfflineQueue: true });
cache?.on('error', () => {}); // it connects again by itself
cache?.connect().catch(() => {});
const queue = AMQP_URL && createQueue(AMQP_URL, 'orders');

const schema = manualCheck({ name: 'schema', probes: 'startup', initial: 'fail' });

const health = createHealth({
  description: 'orders',
  defaults: { periodMs: Number(CHECK_PERIOD_MS), timeoutMs: 1_000, recheckMs: 1_000 },
  checks: [
    schema,
    // Nothing works without it, and here one process is all there is: so readiness follows it. With several replicas,
    // `shared: true` keeps its outage from taking all of them out of service at once.
    ...(pool ? [postgresCheck(pool)] : []),
    // Slower without it, and orders wait in the table: no reason to turn anybody away.
    ...(cache ? [redisCheck(cache, { critical: false })] : []),
    ...(queue ? [rabbitmqCheck(() => queue.connection(), { critical: false })] : []),
    eventLoopCheck({ critical: false }),
    memoryCheck({ critical: false }),
  ],
});
instrumentHealth(health);

const app = express();
app.use(pinoHttp({ autoLogging: { ignore: ignoreProbes() }, quietReqLogger: true }));
app.use(probes(health, { details: ({ remoteAddress }) => /^(::ffff:)?127\./.test(remoteAddress ?? '') }));
app.use(express.json());

/** Without a database (none was installed) orders are kept here. */
const memory = [];
let fulfilled = 0;
queue?.onMessage(() => {
  fulfilled += 1;
});

app.post('/orders', async (request, response) => {
  const item = String(request.body?.item ?? 'a mystery');
  const order = pool
    ? (await pool.query('insert into orders (item) values ($1) returning id, item', [item])).rows[0]
    : { id: memory.push(item), item };
  await queue?.publish(order).catch(() => {}); // a sweep of the table would pick it up later
  response.status(201).json(order);
});

app.get('/orders/:id', async (request, response) => {
  const id = Number(request.params.id);
  const cached = await cache?.get(`order:${id}`).catch(() => null);
  if (cached) return response.json({ ...JSON.parse(cached), cached: true });
  const order = pool
    ? (await pool.query('select id, item from orders where id = $1', [id])).rows[0]
    : memory[id - 1] && { id, item: memory[id - 1] };
  if (!order) return response.status(404).json({ error: 'no such order' });
  await cache?.set(`order:${id}`, JSON.stringify(order), { EX: 60 }).catch(() => {});
  return response.json({ ...order, cached: false });
});

app.get('/fulfilled', (_request, response) => {
  response.json({ fulfilled });
});

/** The startup probe holds traffic back until this is through. */
async function prepareSchema() {
  try {
    await pool?.query('create table if not exists orders (id serial primary key, item text not null)');
    schema.pass();
  } catch (error) {
    schema.fail(error instanceof Error ? error.message : String(error));
    setTimeout(prepareSchema, 1_000).unref();
  }
}

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`orders listens on http://127.0.0.1:${server.address().port}`);
});
prepareSchema();
health.start();

const shutdown = gracefulShutdown(server, {
  health,
  onClose: [
    // Each by name, for the log.
    { name: 'queue', run: () => queue?.close() },
    { name: 'cache', run: () => cache?.close() },
    { name: 'database', run: () => pool?.end() },
    { name: 'telemetry', run: shutdownTelemetry },
  ],
});
instrumentShutdown(shutdown);
