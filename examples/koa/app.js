import { createHealth, gracefulShutdown, manualCheck, probes } from '@probez/koa';
import Koa from 'koa';

// A stand-in for the app's own client; yours is a pool, a cache, a queue.
const database = { ping: async () => 'PONG' };
const warmUp = manualCheck({ name: 'warm-up', probes: 'startup', initial: 'fail' });

const health = createHealth({
  checks: [{ name: 'database', run: () => database.ping() }, warmUp],
});

const app = new Koa();
app.use(probes(health)); // before anything that may refuse a request
app.use((context) => {
  context.body = 'Hello!\n';
});

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/readyz?verbose`);
  warmUp.pass(); // caches are filled: let the traffic come
});
health.start();
gracefulShutdown(server, { health, onClose: () => console.log('database closed') });
