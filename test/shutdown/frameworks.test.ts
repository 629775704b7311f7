import { once } from 'node:events';
import http from 'node:http';
import { createFakeClock } from '@probez/core/testing';
import { createHealth, gracefulShutdown, probes } from '@probez/fastify';
import express5 from 'express';
import express4 from 'express4';
import fastify from 'fastify';
import Koa3 from 'koa';
import Koa2 from 'koa2';
import { afterEach, describe, expect, it } from 'vitest';
import { deferred } from '../support/fake-health.ts';
import { holding } from './holding.ts';

const agent = new http.Agent({ keepAlive: true });
afterEach(() => agent.destroy());

function ask(port: number, path: string, host = '127.0.0.1') {
  return new Promise<{ status: number | undefined; connection: string | undefined; body: string }>(
    (resolve, reject) => {
      http
        .get({ host, port, path, agent }, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          response.once('end', () =>
            resolve({ status: response.statusCode, connection: response.headers.connection, body }),
          );
        })
        .once('error', reject);
    },
  );
}

const portOf = (server: { address(): unknown }): number => Number(Reflect.get(Object(server.address()), 'port'));
const quiet = { logger: false, signals: [] } as const;

describe('Fastify', () => {
  it('is drained before its close(): no 503 from it, and its hooks run when the last request is over', async () => {
    const order: string[] = [];
    const drain = holding();
    const work = deferred();
    const health = createHealth({ logger: false });
    const app = fastify();
    await app.register(probes, { health });
    app.addHook('preClose', async () => void order.push('preClose'));
    app.addHook('onClose', async () => void order.push('onClose: database closed'));
    app.get('/', async () => 'hello');
    app.get('/slow', async () => {
      await work.promise;
      order.push('request over');
      return 'slow';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const port = portOf(app.server);
    const codes: number[] = [];
    const shutdown = gracefulShutdown(app, {
      health,
      ...drain.options,
      onClose: () => void order.push('our onClose'),
      exit: (code) => void codes.push(code),
      ...quiet,
    });
    expect(await ask(port, '/')).toMatchObject({ status: 200, connection: 'keep-alive' });
    const slow = ask(port, '/slow');
    const report = shutdown.shutdown();
    expect(await ask(port, '/')).toMatchObject({ status: 200, connection: 'close', body: 'hello' });
    expect(await ask(port, '/readyz')).toMatchObject({ status: 503 });
    expect(await ask(port, '/livez')).toMatchObject({ status: 200 });
    drain.go();
    while (app.server.listening) await new Promise((resolve) => setTimeout(resolve, 5));
    work.resolve();
    expect(await slow).toMatchObject({ status: 200, body: 'slow' });
    expect(await report).toMatchObject({ exitCode: 0, cut: [] });
    expect(order).toEqual(['request over', 'preClose', 'onClose: database closed', 'our onClose']);
    expect(codes).toEqual([0]);
  });

  it('may end its upgraded connections in preClose', async () => {
    const health = createHealth({ logger: false });
    const app = fastify();
    await app.register(probes, { health });
    const sockets = new Set<import('node:stream').Duplex>();
    app.server.on('upgrade', (_request, socket) => {
      sockets.add(socket);
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n');
    });
    app.addHook('preClose', async () => {
      for (const socket of sockets) socket.end('bye');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const shutdown = gracefulShutdown(app, { health, delayMs: 0, exit: () => {}, ...quiet });
    const request = http.get({
      port: portOf(app.server),
      host: '127.0.0.1',
      headers: { Connection: 'Upgrade', Upgrade: 'chat' },
    });
    const [, socket, head] = await once(request, 'upgrade');
    let text = String(head);
    socket.on('data', (part: Buffer) => {
      text += part;
    });
    const report = shutdown.shutdown();
    await once(socket, 'end');
    socket.end();
    expect(text).toBe('bye');
    expect(await report).toMatchObject({ exitCode: 0, cut: [] });
  });

  it('is followed on every address of localhost', async () => {
    const health = createHealth({ logger: false });
    const app = fastify();
    await app.register(probes, { health });
    app.get('/', async () => 'hello');
    await app.listen({ port: 0 });
    const hosts = app.addresses().map((address) => String(Reflect.get(Object(address), 'address')));
    const drain = holding();
    const shutdown = gracefulShutdown(app, { health, ...drain.options, exit: () => {}, ...quiet });
    const report = shutdown.shutdown();
    for (const host of hosts)
      expect(await ask(portOf(app.server), '/', host)).toMatchObject({ status: 200, connection: 'close' });
    drain.go();
    expect(await report).toMatchObject({ exitCode: 0 });
    for (const host of hosts) await expect(ask(portOf(app.server), '/', host)).rejects.toThrow('ECONNREFUSED');
  });
});

describe.each([
  ['Express 4', () => express4()],
  ['Express 5', () => express5()],
  ['Koa 2', () => new Koa2()],
  ['Koa 3', () => new Koa3()],
] as const)('%s', (_name, create) => {
  it('is refused without its server, and told what to pass', () => {
    const health = createHealth({ logger: false, clock: createFakeClock() });
    expect(() => Reflect.apply(gracefulShutdown, undefined, [create(), { health }])).toThrow(
      'allowed: the server that its listen() returned: const server = app.listen(8080); gracefulShutdown(server, { health })',
    );
  });
});
