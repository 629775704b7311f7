import { createServer } from 'node:http';
import Koa from 'koa';
import { closeOnSignal, koaRoutes, listen, runAll, urls } from './app.mjs';

/** What a user would write instead. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const app = new Koa();
  app.use(async (context, next) => {
    if (context.path === '/livez') {
      context.body = 'ok';
    } else if (context.path === '/readyz') {
      try {
        await runAll(checks);
        context.body = 'ok';
      } catch {
        context.status = 503;
      }
    } else {
      await next();
    }
  });
  koaRoutes(app);
  const server = createServer(app.callback());
  if (shutdown) closeOnSignal(server);
  return urls(await listen(server, port), { live: '/livez', ready: '/readyz' });
}
