import type { Host } from '../host.ts';

const PLUGIN = `
import { createHealth, gracefulShutdown, probes } from '@probez/fastify';
import fastify from 'fastify';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = fastify();
await app.register(probes, { health });
app.get('/*', (request) => answer(request.url));
await app.listen({ port });
gracefulShutdown(app, { health, ...drain });
`;

/** The plugin is for Fastify 5; an older one takes its server from whoever makes one. */
const FACTORY = `
import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, probes } from '@probez/node';
import fastify from 'fastify';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = fastify({ serverFactory: (handler) => createServer(probes(health, { fallback: handler })) });
app.get('/*', (request) => answer(request.url));
await app.listen({ port });
gracefulShutdown(app, { health, ...drain });
`;

export default {
  title: 'Fastify',
  versions: { '4 by serverFactory': ['@probez/node', 'fastify@4'], 5: ['@probez/fastify', 'fastify@5'] },
  files: (version) => ({ 'app.mjs': version === '5' ? PLUGIN : FACTORY }),
} satisfies Host;
