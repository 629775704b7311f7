import { socketIo } from '../clients.ts';
import type { Host } from '../host.ts';

export default {
  title: 'Socket.IO',
  versions: { 4: ['@probez/node', 'socket.io@4'] },
  client: socketIo,
  files: () => ({
    'app.mjs': `
import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, probes } from '@probez/node';
import { Server } from 'socket.io';
import { answer, drain, ping, port } from './control.mjs';

const health = createHealth({ checks: [ping] });
health.start();
const app = async (request, response) => response.end(await answer(request.url));
const server = createServer(probes(health, { fallback: app })).listen(port);
const io = new Server(server);
gracefulShutdown(server, { health, webSocketServers: io, ...drain });
`,
  }),
} satisfies Host;
