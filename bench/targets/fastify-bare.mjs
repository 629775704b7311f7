import Fastify from 'fastify';
import { baseOf, fastifyRoutes, urls } from './app.mjs';

/** The app with no health endpoint at all. @param {import('./app.mjs').ServeOptions} options */
export async function serve({ port }) {
  const app = Fastify();
  fastifyRoutes(app);
  await app.listen({ port, host: '127.0.0.1' });
  return urls(baseOf(app.server), { live: '/hello', ready: '/hello' });
}
