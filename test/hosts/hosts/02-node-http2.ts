import { overHttp2 } from '../clients.ts';
import type { Host } from '../host.ts';

export default {
  title: 'node:http2',
  versions: { '': ['@probez/node'] },
  client: overHttp2,
  files: () => ({
    'app.mjs': `
import { createServer } from 'node:http2';
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
