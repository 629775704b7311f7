import { fromNode, type Host } from '../host.ts';

export default {
  title: 'Nitro',
  versions: { '3, node_server': ['@probez/node', '@probez/fetch', 'nitro@3', 'rolldown'] },
  on: fromNode(20),
  build: [['npx', 'nitro', 'build']],
  start: ['.output/server/index.mjs'],
  env: { NITRO_SHUTDOWN_DISABLED: 'true' },
  files: () => ({
    'nitro.config.mjs': "export default { preset: 'node_server', serverDir: './', builder: 'rolldown' };",
    'health.mjs': `
import { createHealth } from '@probez/node';
import { ping } from './control.mjs';
export const health = createHealth({ checks: [ping] });
`,
    'middleware/probes.mjs': `
import { middleware } from '@probez/fetch';
import { health } from '../health.mjs';
export default middleware(health);
`,
    'plugins/health.mjs': `
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { gracefulShutdown } from '@probez/node';
import { health } from '../health.mjs';
import { drain } from '../control.mjs';

export default () => {
  health.start();
  const found = ({ server }) => {
    unsubscribe('http.server.request.start', found);
    gracefulShutdown(server, { health, ...drain });
  };
  subscribe('http.server.request.start', found);
};
`,
    'routes/[...path].mjs': `
import { respond } from '../control.mjs';
export default (event) => respond(event.req);
`,
  }),
} satisfies Host;
