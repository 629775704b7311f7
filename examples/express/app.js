import { createHealth, gracefulShutdown, manualCheck, probes } from '@probez/express';
import express from 'express';

// A stand-in for the app's own client; yours is a pool, a cache, a queue.
const database = { ping: async () => 'PONG' };
const warmUp = manualCheck({ name: 'warm-up', probes: 'startup', initial: 'fail' });

const health = createHealth({
  checks: [{ name: 'database', run: () => database.ping() }, warmUp],
});

const app = express();
app.use(probes(health)); // before anything that may refuse a request
app.get('/', (_request, response) => {
  response.send('Hello!\n');
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/readyz?verbose`);
  warmUp.pass(); // caches are filled, routes are compiled: let the traffic come
});
health.start();
gracefulShutdown(server, { health, onClose: () => console.log('database closed') });
