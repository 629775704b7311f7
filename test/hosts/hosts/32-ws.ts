import { webSocket } from '../clients.ts';
import type { Host } from '../host.ts';

export default {
  title: 'ws',
  versions: { 8: ['@probez/node', 'ws@8'] },
  client: webSocket,
  files: () => ({
    'app.mjs': `
import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, probes } from '@probez/node';
import { WebSocketServer } from 'ws';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = async (request, response) => response.end(await answer(request.url));
const server = createServer(probes(health, { fallback: app })).listen(port);
new WebSocketServer({ server });
gracefulShutdown(server, { health, ...drain });
`,
  }),
} satisfies Host;
