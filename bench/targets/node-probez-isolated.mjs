import { createServer } from 'node:http';
import { probez } from '../lib/probez.mjs';
import { listen, nodeApp, urls } from './app.mjs';

/** Probez with its probe server off the event loop. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, probePort: wanted }) {
  const { createHealth, serveProbes } = await probez('node');
  const health = createHealth({ checks, logger: false });
  const base = await listen(createServer(nodeApp), port);
  const probePort = await serveProbes(health, { host: '127.0.0.1', port: wanted, isolated: true, logger: false });
  await health.start();
  return urls(base, { live: '/livez', ready: '/readyz' }, probePort.url);
}
