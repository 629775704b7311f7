import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import hapi from '@hapi/hapi';
import { createHealth, gracefulShutdown, type ShutdownOptions, type ShutdownTarget } from '@probez/node';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';

const portOf = (server: { address(): unknown }): number => Number(Reflect.get(Object(server.address()), 'port'));

function shutdownOf(target: ShutdownTarget | readonly ShutdownTarget[], options: Partial<ShutdownOptions> = {}) {
  return gracefulShutdown(target, {
    health: createHealth({ logger: false }),
    delayMs: 0,
    logger: false,
    signals: [],
    exit: () => {},
    ...options,
  });
}

describe('Socket.IO: its clients are disconnected when closing begins, and nothing is cut', () => {
  const clients: Socket[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });

  it.each<[string, (server: http.Server, io: Server) => ReturnType<typeof gracefulShutdown>]>([
    ['the HTTP server alone', (server) => shutdownOf(server)],
    ['the HTTP server alone, and a silent app', (server) => shutdownOf(server)],
    ['io', (_server, io) => shutdownOf(io)],
    ['webSocketServers: io', (server, io) => shutdownOf(server, { webSocketServers: io })],
    ['whileClosing', (server, io) => shutdownOf(server, { whileClosing: () => void io.disconnectSockets(true) })],
  ])('%s', async (what, shutDown) => {
    const server = http.createServer();
    const io = new Server(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    for (const transport of ['websocket', 'polling']) {
      const client = connect(`http://127.0.0.1:${portOf(server)}`, { transports: [transport], reconnection: false });
      clients.push(client);
      await new Promise<void>((resolve) => client.once('connect', resolve));
    }
    const gone = clients.map((client) => new Promise<string>((resolve) => client.once('disconnect', resolve)));
    // An app that goes on talking must not be hurt; one that says nothing answers no poll.
    const talk = what.includes('silent') ? undefined : setInterval(() => io.emit('news', 'x'), 1);
    const report = await shutDown(server, io).shutdown();
    clearInterval(talk);
    expect(report).toMatchObject({ exitCode: 0, cut: [] });
    expect(report.durationMs).toBeLessThan(10_000);
    for (const reason of await Promise.all(gone))
      expect(reason).toMatch(/^(transport (close|error)|io server disconnect)$/);
  });
});

describe('hapi', () => {
  it('is drained, and stopped when the last request is over', async () => {
    const order: string[] = [];
    const app = hapi.server({ port: 0, host: '127.0.0.1' });
    app.route({
      method: 'GET',
      path: '/slow',
      handler: async () => {
        await pause(300);
        order.push('request over');
        return 'slow';
      },
    });
    app.ext('onPostStop', () => void order.push('stopped'));
    await app.start();
    const begun = once(app.listener, 'request');
    const slow = ask(portOf(app.listener), '/slow');
    await begun;
    const report = shutdownOf(app, { onClose: () => void order.push('onClose') }).shutdown();
    expect(await slow).toBe(200);
    expect(await report).toMatchObject({ exitCode: 0, cut: [] });
    expect(order).toEqual(['request over', 'stopped', 'onClose']);
  });
});

describe('a gRPC server', () => {
  const method = {
    path: '/test.Slow/Wait',
    requestStream: false,
    responseStream: false,
    requestSerialize: (value: Buffer) => value,
    requestDeserialize: (value: Buffer) => value,
    responseSerialize: (value: Buffer) => value,
    responseDeserialize: (value: Buffer) => value,
  };

  async function serve(ms: number) {
    const server = new grpc.Server();
    let begun = 0;
    server.addService(
      { Wait: method },
      {
        Wait(_call: unknown, done: grpc.sendUnaryData<Buffer>) {
          begun += 1;
          setTimeout(() => done(null, Buffer.from('done')), ms);
        },
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const call = () =>
      new Promise<string>((resolve) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          Buffer.from(''),
          (error, value) => resolve(error === null ? String(value) : (grpc.status[error.code] ?? 'error')),
        );
      });
    return { server, client, call, begun: () => begun };
  }

  it('finishes its calls, and serves on in the delay', async () => {
    const { server, client, call, begun } = await serve(300);
    const first = call();
    await expect.poll(begun).toBe(1);
    const report = shutdownOf(server, { delayMs: 2_000 }).shutdown();
    const second = call();
    expect(await Promise.all([first, second])).toEqual(['done', 'done']);
    expect(await report).toMatchObject({ exitCode: 0, cut: [] });
    client.close();
  });

  it('is cut at the drain time-out, and named', async () => {
    const { server, client, call, begun } = await serve(20_000);
    const first = call();
    await expect.poll(begun).toBe(1);
    const report = await shutdownOf(server, { drainTimeoutMs: 300 }).shutdown();
    expect(report).toMatchObject({ exitCode: 0, cut: [{ kind: 'server', path: 'the gRPC server' }] });
    expect(await first).not.toBe('done');
    client.close();
  });
});
