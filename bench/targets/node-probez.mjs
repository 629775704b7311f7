import { createServer } from 'node:http';
import { probez } from '../lib/probez.mjs';
import { listen, nodeApp, urls } from './app.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const { createHealth, gracefulShutdown, probes } = await probez('node');
  const health = createHealth({ checks, logger: false });
  const server = createServer(probes(health, { fallback: nodeApp }));
  if (shutdown) gracefulShutdown(server, { health, logger: false });
  const base = await listen(server, port);
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' });
}
