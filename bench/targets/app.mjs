/** What every target shares: the app's own routes in each framework, written as one would in it. */

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {{ name: string, run: () => Promise<void> }} Check
 * @typedef {{ checks: readonly Check[], port: number, probePort: number, shutdown?: boolean }} ServeOptions
 */

const HELLO = { hello: 'world' };
/** Milliseconds that a slow request takes: longer than the time some libraries leave it. */
const SLOW_MS = 1500;

/** @param {import('express').Express} app */
export function expressRoutes(app) {
  app.get('/hello', (_request, response) => {
    response.json(HELLO);
  });
  app.get('/slow', async (_request, response) => {
    await sleep(SLOW_MS);
    response.json(HELLO);
  });
}

/** @param {import('fastify').FastifyInstance} app */
export function fastifyRoutes(app) {
  app.get('/hello', async () => HELLO);
  app.get('/slow', async () => {
    await sleep(SLOW_MS);
    return HELLO;
  });
}

/** @param {import('koa')} app */
export function koaRoutes(app) {
  app.use(async (context, next) => {
    if (context.path === '/slow') await sleep(SLOW_MS);
    else if (context.path !== '/hello') return next();
    context.body = HELLO;
  });
}

/** A plain node:http app. @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
export async function nodeApp(request, response) {
  if (request.url === '/slow') await sleep(SLOW_MS);
  else if (request.url !== '/hello') {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(HELLO));
}

/**
 * Listens on loopback and says where.
 * @param {import('node:http').Server} server
 * @param {number} port
 */
export async function listen(server, port) {
  await new Promise((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined)),
  );
  return baseOf(server);
}

/** @param {import('node:http').Server} server */
export function baseOf(server) {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error(`no port: ${address}`);
  return `http://127.0.0.1:${address.port}`;
}

/** @param {string} base @param {{ live: string, ready: string }} paths @param {string} [probeBase] */
export const urls = (base, { live, ready }, probeBase = base) => ({
  live: probeBase + live,
  ready: probeBase + ready,
  app: `${base}/hello`,
});

/** What people write at first: stop listening, then go. @param {import('node:http').Server} server */
export function closeOnSignal(server) {
  process.on('SIGTERM', () => server.close(() => process.exit(0)));
}

/** All checks together, as a hand-written handler runs them. @param {readonly Check[]} checks */
export const runAll = (checks) => Promise.all(checks.map((check) => check.run()));
