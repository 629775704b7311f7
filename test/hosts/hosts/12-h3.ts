import type { Host } from '../host.ts';

export default {
  title: 'h3',
  versions: { 2: ['@probez/node', '@probez/fetch', 'h3@2'] },
  files: () => ({
    'app.mjs': `
import { middleware } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { H3, serve } from 'h3';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = new H3();
app.use(middleware(health));
app.get('/**', (event) => respond(event.req));
const server = serve(app, { port, gracefulShutdown: false });
await server.ready();
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
