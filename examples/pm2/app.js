import { createServer } from 'node:http';
import { createHealth, gracefulShutdown, probes } from '@probez/node';

const health = createHealth();
await health.start();
const app = (_request, response) => setTimeout(() => response.end('Hello!\n'), 20);
const server = createServer(probes(health, { fallback: app }));
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
gracefulShutdown(server, {
  health,
  delayMs: process.env.DELAY_MS === undefined ? undefined : Number(process.env.DELAY_MS),
  onClose: () => console.log('database closed'),
});
