import { once } from 'node:events';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import { connect, createServer as createHttp2 } from 'node:http2';
import { probes as expressProbes } from '@probez/express';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as koaProbes } from '@probez/koa';
import { createHealth, type Health, manualCheck, probes } from '@probez/node';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { portOf } from '../support/raw-http.ts';

/** What stands before the probes: it writes a head, and lets the request go on. */
type Before = (response: ServerResponse) => void;

const APPS: Readonly<Record<string, (health: Health, before: Before) => Promise<Server>>> = {
  'node:http': async (health, before) => {
    const answer = probes(health);
    return createServer((request, response) => {
      before(response);
      answer(request, response);
    });
  },
  'express 5': async (health, before) => {
    const app = express();
    app.use((_request, response, next) => {
      before(response);
      next();
    });
    app.use(expressProbes(health));
    return createServer(app);
  },
  'express 4': async (health, before) => {
    const app = express4();
    app.use((_request, response, next) => {
      before(response);
      next();
    });
    app.use(expressProbes(health));
    return createServer(app);
  },
  'koa 3': async (health, before) => {
    const app = new Koa();
    app.use((context, next) => {
      before(context.res);
      return next();
    });
    app.use(koaProbes(health));
    return createServer(app.callback());
  },
  'fastify 5': async (health, before) => {
    const app = Fastify();
    app.addHook('onRequest', async (_request, reply) => before(reply.raw));
    await app.register(fastifyProbes, { health });
    await app.ready();
    return app.server;
  },
};

/** Koa begins with 404. */
const well = (response: ServerResponse): ServerResponse => Object.assign(response, { statusCode: 200 });

function ask(server: Server): Promise<string> {
  return new Promise((resolve) => {
    const request = get({ port: portOf(server), path: '/readyz', agent: false }, async (response) => {
      let body = '';
      try {
        for await (const chunk of response) body += chunk;
        resolve(`${response.statusCode} ${body.split('\n')[0]}`);
      } catch {
        resolve('cut');
      }
    });
    request.on('error', () => resolve('cut'));
  });
}

const gate = manualCheck({ name: 'gate' });
const health = createHealth({ logger: false, checks: [gate] });
beforeAll(() => health.start());
afterAll(() => health.stop());

describe.each(Object.entries(APPS))('%s: another middleware has written a head', (_name, build) => {
  it.each<[string, Before, string, string]>([
    ['that says the same as a probe that passes', (response) => void response.writeHead(200), '200 ok', 'cut'],
    [
      'that says the same as one that fails',
      (response) => void response.writeHead(503),
      'cut',
      '503 [-]gate failed: reason withheld',
    ],
    ['and sent it', (response) => well(response).flushHeaders(), '200 ok', 'cut'],
    ['and some of a body', (response) => void well(response).write('a'), '200 aok', 'cut'],
    ['and all of a body', (response) => void well(response).end('mine'), '200 mine', '200 mine'],
    [
      'in its own end(), which the probe calls',
      (response) => {
        const end = response.end;
        response.end = (...given: readonly unknown[]) => {
          response.setHeader('Server-Timing', 'app');
          return Reflect.apply(end, response, given);
        };
      },
      '200 ok',
      '503 [-]gate failed: reason withheld',
    ],
    ['of another status', (response) => void response.writeHead(302, { Location: '/login' }), 'cut', 'cut'],
  ])('%s', async (_what, before, whenPassing, whenFailing) => {
    const server = await build(health, before);
    const close = await listen(server);
    gate.pass();
    expect(await ask(server)).toBe(whenPassing);
    gate.fail('told to');
    expect(await ask(server)).toBe(whenFailing);
    await close();
  });
});

it('HTTP/2: the stream is closed, nobody waits', async () => {
  const answer = probes(health);
  const server = createHttp2((request, response) => {
    response.writeHead(200);
    answer(request, response);
  });
  const close = await listen(server);
  const session = connect(`http://127.0.0.1:${portOf(server)}`);
  gate.fail('told to');
  const stream = session.request({ ':path': '/readyz' });
  stream.resume().on('error', () => {});
  await once(stream, 'close');
  session.close();
  await close();
});
