import { createServer } from 'node:http';
import express from 'express';
import { probez } from '../lib/probez.mjs';
import { expressRoutes, listen, urls } from './app.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const { createHealth, gracefulShutdown, probes } = await probez('express');
  const health = createHealth({ checks, logger: false });
  const app = express();
  app.use(probes(health));
  expressRoutes(app);
  const server = createServer(app);
  if (shutdown) gracefulShutdown(server, { health, logger: false });
  const base = await listen(server, port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
