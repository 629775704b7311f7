import { type Host, onlyIn } from '../host.ts';

export default {
  title: 'Bun.serve',
  versions: { '': ['@probez/node', '@probez/fetch'] },
  on: onlyIn('bun'),
  files: () => ({
    'app.mjs': `
import { probes } from '@probez/fetch';
import { createHealth, gracefulShutdown } from '@probez/node';
import { drain, ping, port, respond } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const server = Bun.serve({ port, fetch: probes(health, { fallback: respond }) });
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
