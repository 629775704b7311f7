import { type Host, onlyIn } from '../host.ts';

export default {
  title: 'Elysia',
  versions: { '1.4 on @elysiajs/node': ['@probez/node', '@probez/fetch', 'elysia@1.4', '@elysiajs/node'] },
  on: onlyIn('node'),
  files: () => ({
    'app.mjs': `
import { node } from '@elysiajs/node';
import { probes } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { Elysia } from 'elysia';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const answer = probes(health);
new Elysia({ adapter: node() })
  .onRequest(({ request }) => answer(request))
  .get('*', ({ request }) => respond(request))
  .listen({ port, gracefulShutdown: false }, (server) => void gracefulShutdown(server, { health, ...drain }));
`,
  }),
} satisfies Host;
