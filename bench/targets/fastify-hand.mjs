import Fastify from 'fastify';
import { baseOf, fastifyRoutes, runAll, urls } from './app.mjs';

/** What a user would write instead. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const app = Fastify();
  app.get('/livez', async () => 'ok');
  app.get('/readyz', async (_request, reply) => {
    try {
      await runAll(checks);
      return 'ok';
    } catch {
      return reply.code(503).send('not ready');
    }
  });
  fastifyRoutes(app);
  await app.listen({ port, host: '127.0.0.1' });
  if (shutdown) process.on('SIGTERM', () => void app.close());
  return urls(baseOf(app.server), { live: '/livez', ready: '/readyz' });
}
