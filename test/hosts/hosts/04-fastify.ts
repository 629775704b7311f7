import type { Host } from '../host.ts';

export default {
  title: 'Fastify',
  versions: { 5: ['@probez/fastify', 'fastify@5'] },
  files: () => ({
    'app.mjs': `
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
`,
  }),
} satisfies Host;
