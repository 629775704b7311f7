import { createServer } from 'node:http';
import { listen, nodeApp, urls } from './app.mjs';
import { addTerminus } from './terminus.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const server = createServer(nodeApp);
  addTerminus(server, checks, shutdown);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
