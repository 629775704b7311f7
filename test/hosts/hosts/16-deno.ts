import { type Host, onlyIn } from '../host.ts';

export default {
  title: 'Deno.serve',
  versions: { '': ['@probez/node', '@probez/fetch'] },
  on: onlyIn('deno'),
  files: () => ({
    'app.mjs': `
import { probes } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const server = Deno.serve({ port }, probes(health, { fallback: respond }));
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
