import { createServer } from 'node:http';
import Koa from 'koa';
import { probez } from '../lib/probez.mjs';
import { koaRoutes, listen, urls } from './app.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const { createHealth, gracefulShutdown, probes } = await probez('koa');
  const health = createHealth({ checks, logger: false });
  const app = new Koa();
  app.use(probes(health));
  koaRoutes(app);
  const server = createServer(app.callback());
  if (shutdown) gracefulShutdown(server, { health, logger: false });
  const base = await listen(server, port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
