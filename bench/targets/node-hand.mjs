import { createServer } from 'node:http';
import { closeOnSignal, listen, nodeApp, runAll, urls } from './app.mjs';

/** What a user would write instead. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const server = createServer(async (request, response) => {
    if (request.url === '/livez') {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
    } else if (request.url === '/readyz') {
      try {
        await runAll(checks);
        response.writeHead(200, { 'Content-Type': 'text/plain' }).end('ok');
      } catch {
        response.writeHead(503).end('not ready');
      }
    } else {
      await nodeApp(request, response);
    }
  });
  if (shutdown) closeOnSignal(server);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
