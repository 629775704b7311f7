import { createServer } from 'node:http';
import Koa from 'koa';
import { probez } from '../lib/probez.mjs';
import { koaRoutes, listen, urls } from './app.mjs';

/** The listener of node:http in front of Koa, as docs/frameworks.md shows it. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port }) {
  const { createHealth, probes } = await probez('node');
  const health = createHealth({ checks, logger: false });
  const app = new Koa();
  koaRoutes(app);
  const base = await listen(createServer(probes(health, { fallback: app.callback() })), port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
