import { createHealth, gracefulShutdown, manualCheck, probes } from '@probez/fastify';
import Fastify from 'fastify';

// A stand-in for the app's own client; yours is a pool, a cache, a queue.
const database = { ping: async () => 'PONG' };
const warmUp = manualCheck({ name: 'warm-up', probes: 'startup', initial: 'fail' });

const health = createHealth({
  checks: [{ name: 'database', run: () => database.ping() }, warmUp],
});

const app = Fastify({ logger: { level: 'warn' } });
await app.register(probes, { health, logLevel: 'silent' }); // before anything that may refuse a request
app.get('/', async () => 'Hello!\n');

health.start();
await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' });
console.log(`http://127.0.0.1:${app.server.address().port}/readyz?verbose`);
warmUp.pass(); // caches are filled: let the traffic come

gracefulShutdown(app, { health, onClose: () => console.log('database closed') });
