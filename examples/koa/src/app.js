import { postgresCheck } from '@probez/checks';
import { createHealth, probes } from '@probez/koa';
import Koa from 'koa';

/** The app and its health. Nothing is started or opened here, so that a test can build it around a pool of its own. */
export function createApp(pool, options = {}) {
  // All replicas use this database: while it is down, taking every one of them out of service would help nobody.
  const health = createHealth({ checks: [postgresCheck(pool, { shared: true })], ...options });

  const app = new Koa();
  app.use(probes(health)); // before anything that may refuse a request
  app.use(async (context) => {
    const { rows } = await pool.query('select now() as now');
    context.body = rows[0];
  });

  return { app, health };
}
