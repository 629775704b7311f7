import { postgresCheck } from '@probez/checks';
import { createHealth, middleware } from '@probez/fetch';
import { Hono } from 'hono';

/** The app and its health. Nothing is started or opened here, so that a test can build it around a pool of its own. */
export function createApp(pool, options = {}) {
  // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
  const health = createHealth({ checks: [postgresCheck(pool, { shared: true })], ...options });

  const app = new Hono();
  app.use(middleware(health)); // before anything that may refuse a request
  app.get('/', async (context) => {
    const { rows } = await pool.query('select now() as now');
    return context.json(rows[0]);
  });

  return { app, health };
}
