import type { Host } from '../host.ts';

export default {
  title: 'Hono',
  versions: { '4 on @hono/node-server': ['@probez/node', '@probez/fetch', 'hono@4', '@hono/node-server'] },
  files: () => ({
    'app.mjs': `
import { serve } from '@hono/node-server';
import { middleware } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { Hono } from 'hono';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = new Hono();
app.use(middleware(health));
app.get('*', (context) => respond(context.req.raw));
gracefulShutdown(serve({ fetch: app.fetch, port }), { health, ...drain });
`,
  }),
} satisfies Host;
