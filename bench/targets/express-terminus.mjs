import { createServer } from 'node:http';
import express from 'express';
import { expressRoutes, listen, urls } from './app.mjs';
import { addTerminus } from './terminus.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const app = express();
  expressRoutes(app);
  const server = createServer(app);
  addTerminus(server, checks, shutdown);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
