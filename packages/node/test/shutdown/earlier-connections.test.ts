import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { certificate, eventually, get, heldRequests, listening, rawClient, underTest } from './support.ts';

describe('a connection that was there before gracefulShutdown was called', () => {
  it('is closed when it is idle, in good order', async () => {
    const server = http.createServer((_request, response) => void response.end('hello'));
    const client = await rawClient(await listening(server));
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    const { shutdown, clock, codes } = underTest(server, { delayMs: 2_000 });
    void shutdown.shutdown();
    await clock.advance(2_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    // It may have had its last response a moment before anybody looked.
    await clock.advance(2_900);
    expect(client.ended).toBe(false);
    await clock.advance(100);
    await eventually(() => client.ended, 'the connection has ended');
    await clock.advance(200);
    await eventually(() => codes.length === 1, 'it is over');
    expect(client.error).toBeUndefined();
  });

  it('has its request finished, and is told to close', async () => {
    const { held, server } = heldRequests();
    const client = await rawClient(await listening(server));
    client.send(get('/report'));
    await eventually(() => held.length === 1, 'the request is there');
    const { shutdown, clock, lines } = underTest(server, { delayMs: 0 });
    const report = shutdown.shutdown();
    expect(lines.join('\n')).toContain('closing at once; 1 request in flight, 0 idle connections');
    await clock.settle();
    await eventually(() => !server.listening, 'nothing is accepted any more');
    held[0]?.response.end('done');
    await eventually(() => client.received.endsWith('done'), 'the answer is there');
    expect(client.received).toContain('Connection: close');
    await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [] });
  });

  it.each([
    ['', () => heldRequests()],
    [' over TLS', () => heldRequests((listener) => https.createServer(certificate, listener))],
  ])('is named when its request is cut, once%s', async (over, serve) => {
    const { held, server } = serve();
    const port = await listening(server);
    if (over === '') (await rawClient(port)).send(get('/report?token=geheim'));
    else (await secured(port)).write(get('/report?token=geheim'));
    await eventually(() => held.length === 1, 'the request is there');
    const { shutdown, clock } = underTest(server, { delayMs: 0, drainTimeoutMs: 1_000 });
    const report = shutdown.shutdown();
    await clock.settle();
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await clock.advance(1_000);
    const { cut } = await report;
    expect(cut).toEqual([{ method: 'GET', path: '/report', kind: 'http1', ageMs: expect.any(Number) }]);
  });

  it('is sent 1001 where it is a WebSocket', async () => {
    const server = http.createServer();
    const port = await listening(server);
    new WebSocketServer({ server });
    const client = new WebSocket(`ws://127.0.0.1:${port}/`);
    await once(client, 'open');
    const closed = once(client, 'close');
    const { shutdown, clock } = underTest(server, { delayMs: 0 });
    const report = shutdown.shutdown();
    await clock.settle();
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await clock.advance(10);
    expect((await closed)[0]).toBe(1001);
    await expect(report).resolves.toMatchObject({ cut: [] });
  });

  it.each<[string, () => net.Server, (port: number) => Promise<unknown>, object]>([
    ['upgraded', () => upgrading(http.createServer()), upgraded, { kind: 'upgrade' }],
    ['plain TCP', () => net.createServer(), (port) => rawClient(port), { kind: 'tcp', method: 'TCP' }],
    [
      'an HTTP/2 session that brings no request any more',
      () => http2.createServer(),
      async (port) => once(http2.connect(`http://127.0.0.1:${port}`), 'connect'),
      { kind: 'tcp' },
    ],
    ['TLS', () => tls.createServer(certificate), secured, { kind: 'tcp', method: 'TCP' }],
    ['upgraded HTTPS', () => upgrading(https.createServer(certificate)), securelyUpgraded, { kind: 'tcp' }],
    [
      'an HTTP/2 session over TLS that brings no request any more',
      () => http2.createSecureServer({ ...certificate, allowHTTP1: true }),
      async (port) => once(http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false }), 'remoteSettings'),
      { kind: 'tcp' },
    ],
  ])('is cut at the drain time-out and named: %s', async (_what, create, connect, expected) => {
    const server = create();
    const port = await listening(server);
    const accepted = once(server, 'connection');
    await connect(port);
    const [socket] = await accepted;
    const { shutdown, clock } = underTest(server, { delayMs: 0, drainTimeoutMs: 1_000 });
    const report = shutdown.shutdown();
    await clock.settle();
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await clock.advance(1_000);
    await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [expected] });
    await eventually(() => socket.destroyed, 'it is gone');
  });

  it('is told GOAWAY by its next request where it is an HTTP/2 session', async () => {
    const server = http2.createServer((_request, response) => void response.end('hello'));
    const client = http2.connect(`http://127.0.0.1:${await listening(server)}`);
    await once(client, 'connect');
    const { shutdown, clock } = underTest(server, { delayMs: 0 });
    client.request({ ':path': '/' }).resume();
    await eventually(() => client.state.nextStreamID === 3, 'the request is out');
    const [goaway] = await Promise.all([
      once(client, 'goaway'),
      (async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        void shutdown.shutdown();
        await clock.settle();
      })(),
    ]);
    expect(goaway[0]).toBe(0);
    await eventually(() => shutdown.phase === 'exited', 'it is over');
  });
});

function upgrading(server: http.Server): net.Server {
  return server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n');
  });
}

async function upgraded(port: number): Promise<void> {
  const client = await rawClient(port);
  client.send(get('/chat', 'Connection: Upgrade\r\nUpgrade: chat\r\n'));
  await eventually(() => client.received.includes('101'), 'it is upgraded');
}

async function secured(port: number): Promise<tls.TLSSocket> {
  const client = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(client, 'secureConnect');
  return client;
}

async function securelyUpgraded(port: number): Promise<void> {
  const client = await secured(port);
  client.write(get('/chat', 'Connection: Upgrade\r\nUpgrade: chat\r\n'));
  await once(client, 'data');
}
