import { createServer } from 'node:http';
import { gracefulShutdown } from '@probez/node';
import pg from 'pg';
import { createApp } from './app.js';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2_000 });
// Without a listener, an idle connection that breaks would end the process.
pool.on('error', (error) => console.error(`idle connection: ${error.message}`));

const { app, health } = createApp(pool);
const server = createServer(app).listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on port ${server.address().port}`);
});
health.start();
gracefulShutdown(server, { health, onClose: () => pool.end() });
