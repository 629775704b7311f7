import type { Host } from '../host.ts';

export default {
  title: 'srvx',
  versions: { 1: ['@probez/node', '@probez/fetch', 'srvx@1'] },
  files: () => ({
    'app.mjs': `
import { probes } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { serve } from 'srvx';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const server = serve({ port, gracefulShutdown: false, fetch: probes(health, { fallback: respond }) });
await server.ready();
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
