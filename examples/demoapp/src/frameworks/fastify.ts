import { probes } from '@probez/fastify';
import Fastify from 'fastify';
import type { Framework } from './framework.ts';

export const fastifyApp: Framework = async ({ health, probeOptions, before, pages }) => {
  const app = Fastify();
  // The pages read forms themselves: Fastify would refuse them with 415.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async () => undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (await before(request.raw, reply.raw)) reply.hijack();
  });
  await app.register(probes, { health, ...probeOptions });
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    pages(request.raw, reply.raw);
  });
  await app.ready();
  // Fastify closes itself, when its requests are done.
  return { server: app.server, target: app };
};
