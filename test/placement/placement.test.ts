import { createServer, type Server } from 'node:http';
import { Writable } from 'node:stream';
import { createHealth, probes as expressProbes } from '@probez/express';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as koaProbes } from '@probez/koa';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import logger from 'koa-logger';
import morgan from 'morgan';
import { pinoHttp } from 'pino-http';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

// What docs/frameworks.md says under "Where to mount the probes".

const BODY = 'a=1&b=%zz'.repeat(10);

/** `status body` of a probe with a body that no parser likes, as a careless client sends it. */
async function probe(server: Server | ReturnType<typeof express>, path = '/livez'): Promise<string> {
  const { status, text } = await request(server).get(path).set('Content-Type', 'application/json').send(BODY);
  return `${status} ${text}`;
}

describe('express', () => {
  const { health } = fakeHealth();

  it('after a body parser: the parser refuses a bad body first', async () => {
    const quiet: express.ErrorRequestHandler = (_error, _request, response, _next) =>
      void response.status(400).end('bad');
    expect(await probe(express().use(express.json(), expressProbes(health), quiet))).toBe('400 bad');
    expect(await probe(express().use(expressProbes(health), express.json(), quiet))).toBe('200 ok');
    const { status } = await request(express().use(express.json(), expressProbes(health))).get('/livez');
    expect(status).toBe(200);
  });

  it('after a logger: probes are logged, before it they are not', async () => {
    const lines: string[] = [];
    const log = morgan(':method :url :status', { stream: { write: (line) => lines.push(line.trim()) } });
    await probe(express().use(expressProbes(health), log));
    expect(lines).toEqual([]);
    await probe(express().use(log, expressProbes(health)));
    expect(lines).toEqual(['GET /livez 200']);
  });

  it('after pino-http: the same', async () => {
    let lines = '';
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines += chunk;
        done();
      },
    });
    expect(await probe(express().use(pinoHttp({}, stream), expressProbes(health)))).toBe('200 ok');
    expect(lines.match(/"statusCode":200/g)).toHaveLength(1);
  });

  it('after an auth middleware: refused; before a catch-all: answered, after it: never reached', async () => {
    const auth: express.RequestHandler = (_request, response) => void response.status(401).end('who?');
    const catchAll: express.RequestHandler = (_request, response) => void response.end('app');
    expect(await probe(express().use(auth, expressProbes(health)))).toBe('401 who?');
    expect(await probe(express().use(expressProbes(health), auth))).toBe('200 ok');
    expect(await probe(express().use(catchAll, expressProbes(health)))).toBe('200 app');
  });
});

describe('koa', () => {
  const { health } = fakeHealth();
  const serve = (...middleware: readonly Koa.Middleware[]) => {
    const app = new Koa();
    app.silent = true;
    for (const each of middleware) app.use(each);
    return createServer(app.callback());
  };

  it('after a body parser: the parser refuses a bad body first', async () => {
    expect(await probe(serve(bodyParser(), koaProbes(health)))).toMatch(/^400 /);
    expect(await probe(serve(koaProbes(health), bodyParser()))).toBe('200 ok');
  });

  it('after a logger: probes are logged with their status', async () => {
    const lines: string[] = [];
    const log = logger((_text, args) => lines.push(args.slice(1, 4).join(' ')));
    expect(await probe(serve(koaProbes(health), log))).toBe('200 ok');
    expect(lines).toEqual([]);
    expect(await probe(serve(log, koaProbes(health)))).toBe('200 ok');
    await expect.poll(() => lines).toEqual(['GET /livez', 'GET /livez 200']);
  });

  it('under middleware that decorates what comes back: untouched, and no error', async () => {
    const errors: unknown[] = [];
    const app = new Koa();
    app.on('error', (error) => errors.push(error));
    app.use(async (context, next) => {
      await next();
      context.set('X-Response-Time', '1');
      context.status = 418;
      context.body = 'decorated';
    });
    app.use(koaProbes(health));
    expect(await probe(createServer(app.callback()))).toBe('200 ok');
    expect(errors).toEqual([]);
  });

  it('after an auth middleware: refused; after a catch-all that calls nobody: never reached', async () => {
    const auth: Koa.Middleware = (context) => context.throw(401, 'who?');
    expect(await probe(serve(auth, koaProbes(health)))).toBe('401 who?');
    expect(await probe(serve(koaProbes(health), auth))).toBe('200 ok');
    const catchAll: Koa.Middleware = (context) => {
      context.body = 'app';
    };
    expect(await probe(serve(catchAll, koaProbes(health)))).toBe('200 app');
  });
});

describe('fastify', () => {
  const inject = {
    method: 'GET',
    url: '/livez',
    headers: { 'content-type': 'application/json' },
    payload: BODY,
  } as const;

  it('wherever it stands, it comes before every body parser and after hooks that were added earlier', async () => {
    const { health } = fakeHealth();
    const app = Fastify();
    app.addContentTypeParser('application/json', (_request, _payload, done) => done(new Error('no')));
    app.get('/*', async () => 'app');
    await app.register(fastifyProbes, { health });
    app.addHook('onRequest', async (_request, reply) => reply.code(401).send('who?'));
    expect(await app.inject(inject)).toMatchObject({ statusCode: 200, body: 'ok' });
    expect(await app.inject('/other')).toMatchObject({ statusCode: 401 });
    await app.close();
  });

  it('after an auth hook: refused', async () => {
    const { health } = fakeHealth();
    const app = Fastify();
    app.addHook('onRequest', async (_request, reply) => reply.code(401).send('who?'));
    await app.register(fastifyProbes, { health });
    expect(await app.inject(inject)).toMatchObject({ statusCode: 401 });
    await app.close();
  });

  it('logs a probe as any request, or not at all with logLevel silent', async () => {
    for (const [logLevel, expected] of [
      ['info', 2],
      ['silent', 0],
    ] as const) {
      let lines = '';
      const stream = {
        write(line: string) {
          lines += line;
        },
      };
      const { health } = fakeHealth();
      const app = Fastify({ logger: { level: 'info', stream } });
      await app.register(fastifyProbes, { health, logLevel });
      await app.ready();
      lines = '';
      for (const url of ['/livez', '/readyz/none']) await app.inject(url);
      expect(lines.match(/incoming request|request completed/g) ?? []).toHaveLength(2 * expected);
      await app.close();
    }
  });

  it('neither starts health nor stops it: one health serves app after app, as in a suite that builds one for each test', async () => {
    let runs = 0;
    const health = createHealth({ logger: false, checks: [{ name: 'a', run: () => void runs++ }] });
    const unborn = Fastify();
    await unborn.register(fastifyProbes, { health });
    expect(await unborn.inject('/readyz')).toMatchObject({ statusCode: 503 });
    await unborn.close();
    expect([health.phase, runs]).toEqual(['idle', 0]);
    await health.start();
    for (let round = 0; round < 3; round += 1) {
      const app = Fastify();
      await app.register(fastifyProbes, { health });
      expect(await app.inject('/readyz')).toMatchObject({ statusCode: 200, body: 'ok' });
      await app.close();
      expect(health.phase).toBe('running');
    }
    await health.stop();
  });

  it('stays out of an OpenAPI description of the app', async () => {
    const app = Fastify();
    const hidden: unknown[] = [];
    // What @fastify/swagger looks at.
    app.addHook('onRoute', ({ schema }) => void hidden.push(Reflect.get(Object(schema), 'hide')));
    await app.register(fastifyProbes, { health: createHealth({ logger: false }) });
    await app.close();
    expect(hidden.length).toBeGreaterThan(5);
    expect(new Set(hidden)).toEqual(new Set([true]));
  });
});
