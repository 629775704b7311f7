import { createServer } from 'node:http';
import express from 'express';
import { closeOnSignal, expressRoutes, listen, runAll, urls } from './app.mjs';

/** What a user would write instead. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const app = express();
  app.get('/livez', (_request, response) => {
    response.send('ok');
  });
  app.get('/readyz', async (_request, response) => {
    try {
      await runAll(checks);
      response.send('ok');
    } catch {
      response.status(503).send('not ready');
    }
  });
  expressRoutes(app);
  const server = createServer(app);
  if (shutdown) closeOnSignal(server);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
