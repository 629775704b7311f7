import { once } from 'node:events';
import { connect, constants, createServer, type Http2Server } from 'node:http2';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as koaProbes } from '@probez/koa';
import { type Health, probes } from '@probez/node';
import Fastify from 'fastify';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { listen } from '../support/listen.ts';
import { portOf } from '../support/raw-http.ts';
import { answer } from './apps.ts';
import { CASES, ourHeaders } from './cases.ts';
import { SCENARIOS } from './scenarios.ts';

/** HTTP/2 over plain TCP, through Node's compatibility layer. Express speaks HTTP/1 only. */
const SERVERS: Readonly<Record<string, (health: Health) => Promise<Http2Server>>> = {
  'node:http2': async (health) => createServer(probes(health, { fallback: answer })),
  'koa 3': async (health) => {
    const app = new Koa();
    app.use(koaProbes(health));
    return createServer(app.callback());
  },
  'fastify 5': async (health) => {
    const app = Fastify({ http2: true });
    await app.register(fastifyProbes, { health });
    await app.ready();
    return app.server;
  },
};

const TABLE = CASES.filter(
  (one) => one.in === 'failing' && one.type !== 'app' && one.inRouter === undefined && !one.send.includes(' http'),
);

describe.each(Object.entries(SERVERS))('HTTP/2: %s', (_name, create) => {
  it('gives the same answers as over HTTP/1', async () => {
    expect(TABLE.length).toBeGreaterThan(20);
    const server = await create(await SCENARIOS.failing.health());
    const close = await listen(server);
    const session = connect(`http://127.0.0.1:${portOf(server)}`);
    try {
      for (const one of TABLE) {
        const [method = '', path = ''] = one.send.split(' ');
        const stream = session.request({ ':method': method, ':path': path, ...one.headers });
        stream.end();
        const response = once(stream, 'response');
        let body = '';
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          body += chunk;
        });
        const [headers] = await response;
        if (!stream.closed) await once(stream, 'close');
        expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
        const { ':status': status, date: _, ...rest } = headers;
        const expected = Object.fromEntries(ourHeaders(one).map(([key, value]) => [key.toLowerCase(), value]));
        expect({ status, body, headers: Object.fromEntries(Object.entries(rest)) }).toEqual({
          status: one.status,
          body: method === 'HEAD' ? '' : one.body,
          headers: expected,
        });
      }
    } finally {
      session.close();
      await close();
    }
  });
});

describe('HTTP/2 without a fallback', () => {
  it.each(['GET', 'HEAD'])('answers %s of an unknown path', async (method) => {
    const server = createServer(probes(await SCENARIOS.passing.health()));
    const close = await listen(server);
    const session = connect(`http://127.0.0.1:${portOf(server)}`);
    try {
      const stream = session.request({ ':method': method, ':path': '/nope' });
      const [headers] = await once(stream, 'response');
      stream.resume();
      await once(stream, 'close');
      expect(headers).toMatchObject({ ':status': 404, 'content-length': '10' });
      expect(stream.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
    } finally {
      session.close();
      await close();
    }
  });
});
