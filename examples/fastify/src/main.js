import { gracefulShutdown } from '@probez/fastify';
import pg from 'pg';
import { createApp } from './app.js';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2_000 });
const { app, health } = await createApp(pool);
// Without a listener, an idle connection that breaks would end the process.
pool.on('error', (error) => app.log.warn(`idle connection: ${error.message}`));

health.start();
await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' });
gracefulShutdown(app, { health, logger: app.log, onClose: () => pool.end() });
