import type { Host } from '../host.ts';

export default {
  title: 'node:http',
  versions: { '': ['@probez/node'] },
  files: () => ({
    'app.mjs': `
import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, probes } from '@probez/node';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = async (request, response) => response.end(await answer(request.url));
const server = createServer(probes(health, { fallback: app })).listen(port);
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
