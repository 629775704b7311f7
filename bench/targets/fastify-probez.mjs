import Fastify from 'fastify';
import { probez } from '../lib/probez.mjs';
import { baseOf, fastifyRoutes, urls } from './app.mjs';

/** @param {import('./app.mjs').ServeOptions} options */
export async function serve({ checks, port, shutdown }) {
  const { createHealth, gracefulShutdown, probes } = await probez('fastify');
  const health = createHealth({ checks, logger: false });
  const app = Fastify();
  await app.register(probes, { health });
  fastifyRoutes(app);
  await app.listen({ port, host: '127.0.0.1' });
  if (shutdown) gracefulShutdown(app, { health, logger: false });
  await health.start();
  return urls(baseOf(app.server), { live: '/livez', ready: '/readyz' });
}
