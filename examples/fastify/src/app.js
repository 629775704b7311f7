import { postgresCheck } from '@probez/checks';
import { createHealth, probes } from '@probez/fastify';
import Fastify from 'fastify';

/** The app and its health. Nothing is started or opened here, so that a test can build it around a pool of its own. */
export async function createApp(pool, { logger = true } = {}) {
  const app = Fastify({ logger });
  // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
  const health = createHealth({ checks: [postgresCheck(pool, { shared: true })], logger: app.log });

  await app.register(probes, { health, logLevel: 'silent' }); // before anything that may refuse a request
  app.get('/', async () => {
    const { rows } = await pool.query('select now() as now');
    return rows[0];
  });

  return { app, health };
}
