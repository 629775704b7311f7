import underPressure from '@fastify/under-pressure';
import Fastify from 'fastify';
import { baseOf, fastifyRoutes, runAll, urls } from './app.mjs';

/**
 * @fastify/under-pressure as its README sets it up: one status route, which runs the health check. No threshold is set,
 * because a saturating load is what a threshold sheds. @param {import('./app.mjs').ServeOptions} options
 */
export async function serve({ checks, port, shutdown }) {
  const app = Fastify();
  const healthCheck = async () => {
    await runAll(checks);
    return true;
  };
  await app.register(underPressure, { exposeStatusRoute: true, ...(checks.length > 0 ? { healthCheck } : {}) });
  fastifyRoutes(app);
  await app.listen({ port, host: '127.0.0.1' });
  // The README has no word on shutdown: this is Fastify's own.
  if (shutdown) process.on('SIGTERM', () => void app.close());
  return urls(baseOf(app.server), { live: '/status', ready: '/status' });
}
