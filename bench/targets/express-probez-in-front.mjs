import { createServer } from 'node:http';
import express from 'express';
import { probez } from '../lib/probez.mjs';
import { expressRoutes, listen, urls } from './app.mjs';

/** The listener of node:http in front of Express, as docs/frameworks.md shows it. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port }) {
  const { createHealth, probes } = await probez('node');
  const health = createHealth({ checks, logger: false });
  const app = express();
  expressRoutes(app);
  const base = await listen(createServer(probes(health, { fallback: app })), port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
