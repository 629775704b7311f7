import { createServer } from 'node:http';
import Koa from 'koa';
import { koaRoutes, listen, urls } from './app.mjs';

/** The app with no health endpoint at all. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ port }) {
  const app = new Koa();
  koaRoutes(app);
  return urls(await listen(createServer(app.callback()), port), { live: '/hello', ready: '/hello' });
}
