import { createServer } from 'node:http';
import { createHealth, gracefulShutdown } from '@probez/node';

const health = createHealth({ logger: false });
await health.start();
const server = createServer((_request, response) => setTimeout(() => response.end('Hello!\n'), 20));
server.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
// Less than the primary's, which waits for it.
gracefulShutdown(server, {
  health,
  deadlineMs: 26_000,
  onClose: () => console.log(`worker ${process.pid}: database closed`),
});
