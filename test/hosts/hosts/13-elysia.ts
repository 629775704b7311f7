import { type Host, onlyIn } from '../host.ts';

export default {
  title: 'Elysia',
  versions: { '1.4 on Bun': ['@probez/node', '@probez/fetch', 'elysia@1.4'] },
  on: onlyIn('bun'),
  files: () => ({
    'app.mjs': `
import { probes } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { Elysia } from 'elysia';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const answer = probes(health);
new Elysia()
  .onRequest(({ request, server }) => answer(request, server))
  .get('*', ({ request }) => respond(request))
  .listen(port, (server) => void gracefulShutdown(server, { health, ...drain }));
`,
  }),
} satisfies Host;
