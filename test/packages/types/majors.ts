// Compiled against the built packages and every supported major's own types: see types.test.ts.
import { createServer } from 'node:http';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { type createHealth as createExpressHealth, probes as expressProbes } from '@probez/express';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as koaProbes } from '@probez/koa';
import { createHealth, probes } from '@probez/node';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import Koa from 'koa';
import mount from 'koa-mount';
import Koa2 from 'koa2';

// One health for all: the packages re-export the same types.
const health = createHealth();
export const same: ReturnType<typeof createExpressHealth> = health;

const app = express()
  .use(expressProbes(health))
  .use('/p', expressProbes(health, { passBody: 'OK' }));
app.get('/livez', expressProbes(health));
express.Router().use(expressProbes(health));
const app4 = express4().use(expressProbes(health)).use('/p', expressProbes(health));

const koa = new Koa().use(koaProbes(health)).use(mount('/p', koaProbes(health)));
new Koa<{ user: string }, { tenant: string }>().use(koaProbes(health));
const koa2 = new Koa2().use(koaProbes(health));

createServer(probes(health));
createHttpsServer({}, probes(health));
createHttp2Server(probes(health));
createHttp2Server({}, probes(health));
createSecureServer({ allowHTTP1: true }, probes(health, { methods: 'pass' }));
createServer(probes(health, { fallback: app }));
createServer(probes(health, { fallback: app4 }));
createServer(probes(health, { fallback: koa.callback() }));
createServer(probes(health, { fallback: koa2.callback() }));
createServer(probes(health, { fallback: (request, response) => response.end(request.url ?? '') }));

createHttp2Server(probes(health, { fallback: koa.callback() }));
createHttp2Server(probes(health, { fallback: (request, response) => response.end(String(request.stream.id)) }));
const listener = probes(health, { fallback: app });
createServer(listener).on('request', probes(health));

const fastify = Fastify();
await fastify.register(fastifyProbes, { health });
await fastify.register(fastifyProbes, {
  health,
  prefix: '/p',
  logLevel: 'silent',
  details: (request) => request.remoteAddress === '::1',
});
await Fastify({ logger: true }).register(fastifyProbes, { health });
await Fastify({ http2: true }).register(fastifyProbes, { health });
await Fastify({ https: {} }).register(fastifyProbes, { health });
createServer(probes(health, { fallback: (request, response) => fastify.routing(request, response) }));

// @ts-expect-error a health is wanted
await fastify.register(fastifyProbes, {});
// @ts-expect-error so is a known option
expressProbes(health, { path: '/livez' });
// @ts-expect-error and a known probe
createHealth({ checks: [{ name: 'a', probes: 'alive', run: () => true }] });
// @ts-expect-error a check runs or is pushed
createHealth({ checks: [{ name: 'a' }] });
