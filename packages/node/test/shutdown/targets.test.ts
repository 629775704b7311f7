import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { furtherServersOf, type Owner, type Targets, targetsOf } from '../../src/shutdown/targets.ts';

const server = http.createServer();
const close = async () => {};
const ws = { clients: new Set(), close, handleUpgrade() {} };
const names = (target: unknown) => {
  const { servers, owners, stoppables, webSocketHosts }: Targets = Reflect.apply(targetsOf, undefined, [target]);
  return {
    servers: servers.length,
    owners: owners.length,
    stoppables: stoppables.map(({ name }) => name),
    webSocketHosts: webSocketHosts.length,
  };
};
// As its own bundler calls it.
class _Elysia {
  server = { stop: close };
  stop = close;
}

describe('targets', () => {
  it.each<[string, unknown, Partial<ReturnType<typeof names>>]>([
    ['node:http', server, { servers: 1 }],
    ['node:http2', http2.createServer(), { servers: 1 }],
    ['node:net', net.createServer(), { servers: 1 }],
    [
      'a server of another realm',
      Object.assign(Object.create(null), { listening: true, on() {}, off() {}, once() {}, address() {}, close() {} }),
      { servers: 1 },
    ],
    ['Fastify, restify', { server, close }, { servers: 1, owners: 1 }],
    ['hapi', { listener: server, stop: close }, { servers: 1, owners: 1 }],
    ['NestJS', { getHttpServer: () => server, close }, { servers: 1, owners: 1 }],
    ['srvx', { node: { server }, close, ready: close }, { servers: 1, owners: 1 }],
    ['Socket.IO', { httpServer: server, close, disconnectSockets() {} }, { servers: 1, owners: 1, webSocketHosts: 1 }],
    ['Polka', { server, listen() {} }, { servers: 1 }],
    ['the ws package', { _server: server, ...ws }, { servers: 1, owners: 1, webSocketHosts: 1 }],
    ['the ws package beside its server', [server, ws], { servers: 1, webSocketHosts: 1 }],
    ['a server and its app', [server, { server, close }, server], { servers: 1, owners: 1 }],
    ['Bun.serve', { stop: close, pendingRequests: 0, port: 3000 }, { stoppables: ['the server on port 3000'] }],
    ['Elysia on Bun', new _Elysia(), { stoppables: ['Elysia'] }],
    ['Deno.serve', { shutdown: close, addr: { port: 80 } }, { stoppables: ['the server on port 80'] }],
    ['gRPC', { tryShutdown() {}, forceShutdown() {} }, { stoppables: ['the gRPC server'] }],
    ['a microservice of NestJS', { close, listen: close }, { stoppables: ['the server'] }],
    ['a chat of its own', { clients: new Set(), close }, { stoppables: ['the server'], webSocketHosts: 1 }],
    ['none', [], {}],
  ])('%s', (_what, target, expected) => {
    expect(names(target)).toEqual({ servers: 0, owners: 0, stoppables: [], webSocketHosts: 0, ...expected });
  });

  it.each([
    ['an app that has not got its server yet', { server: null, close() {} }],
    ['Polka before it listens', { server: undefined }],
    ['Socket.IO without a server', { httpServer: undefined, close() {}, disconnectSockets() {} }],
    ['nothing that serves', { listen: 3 }],
    ['a port', 3000],
  ])('are refused: %s', (_what, target) => {
    expect(() => Reflect.apply(targetsOf, undefined, [target])).toThrow(
      /^gracefulShutdown was given .*; allowed: a server of node:http/,
    );
  });

  it('of WebSockets are refused without their server, and told what to pass', () => {
    expect(() => Reflect.apply(targetsOf, undefined, [ws])).toThrow(
      'allowed: the HTTP server whose upgrades it takes, or both of them: gracefulShutdown([server, wss], { health })',
    );
  });

  it('are stopped and cut in their own words', async () => {
    const bun = { stop: vi.fn(close), pendingRequests: 1 };
    const grpc = { tryShutdown: vi.fn((done: () => void) => done()), forceShutdown: vi.fn() };
    const failing = { tryShutdown: (done: (error: Error) => void) => done(new Error('not bound')), forceShutdown() {} };
    for (const { stop, cut } of targetsOf([bun, grpc]).stoppables) {
      await stop();
      cut();
    }
    expect(bun.stop.mock.calls).toEqual([[], [true]]);
    expect(grpc.tryShutdown).toHaveBeenCalledOnce();
    expect(grpc.forceShutdown).toHaveBeenCalledOnce();
    const [stoppable] = targetsOf(failing).stoppables;
    await expect(stoppable?.stop()).rejects.toThrow('not bound');
  });

  it("include Fastify's further servers, where it listens on several addresses", () => {
    const further = http.createServer();
    const owner = (app: object): Owner => ({ app, server, close });
    expect(furtherServersOf(owner({ [Symbol('fastify.serverBindings')]: [further, 'no server'] }))).toEqual([further]);
    expect(furtherServersOf(owner({}))).toEqual([]);
  });
});
