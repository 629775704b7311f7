import { createServer } from 'node:http';
import Koa from 'koa';
import { koaRoutes, listen, urls } from './app.mjs';
import { addTerminus } from './terminus.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const app = new Koa();
  koaRoutes(app);
  const server = createServer(app.callback());
  addTerminus(server, checks, shutdown);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
