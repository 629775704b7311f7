import { postgresCheck } from '@probez/checks';
import { createHealth, probes } from '@probez/express';
import express from 'express';

/** The app and its health. Nothing is started or opened here, so that a test can build it around a pool of its own. */
export function createApp(pool, options = {}) {
  // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
  const health = createHealth({ checks: [postgresCheck(pool, { shared: true })], ...options });

  const app = express();
  app.use(probes(health)); // before anything that may refuse a request
  app.get('/', async (_request, response) => {
    const { rows } = await pool.query('select now() as now');
    response.json(rows[0]);
  });

  return { app, health };
}
