import { once } from 'node:events';
import http2 from 'node:http2';
import https from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually, listening, rawClient, certificate as tls, underTest } from './support.ts';

const clients: http2.ClientHttp2Session[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

async function connect(url: string) {
  const session = http2.connect(url, { rejectUnauthorized: false });
  clients.push(session);
  const goaways: number[] = [];
  session.on('goaway', (code) => goaways.push(code));
  session.on('error', () => {});
  await once(session, 'connect');
  return { session, goaways };
}

async function ask(session: http2.ClientHttp2Session, path: string) {
  const stream = session.request({ ':path': path });
  let body = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    body += text;
  });
  const headers: Promise<unknown[]> = once(stream, 'response');
  const ended = once(stream, 'end').then(() => body);
  ended.catch(() => {});
  return { stream, headers, ended };
}

describe.each(['clear text', 'TLS'])('HTTP/2 over %s', (over) => {
  const make = (listener: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void) =>
    over === 'TLS' ? http2.createSecureServer(tls, listener) : http2.createServer(listener);
  const url = (port: number): string => `${over === 'TLS' ? 'https' : 'http'}://127.0.0.1:${port}`;

  it('serves on while draining, without a Connection header, then sends GOAWAY and finishes its streams', async () => {
    const held: http2.Http2ServerResponse[] = [];
    const server = make((request, response) => {
      if (request.url === '/held') held.push(response);
      else response.end('hello');
    });
    const port = await listening(server);
    const under = underTest(server);
    const { session, goaways } = await connect(url(port));
    const slow = await ask(session, '/held');
    await eventually(() => held.length === 1, 'the stream is there');
    const report = under.shutdown.shutdown();
    const while_ = await ask(session, '/');
    expect(await while_.ended).toBe('hello');
    expect((await while_.headers)[0]).not.toHaveProperty('connection');
    expect(goaways).toEqual([]);
    await under.clock.advance(10_000);
    await eventually(() => goaways.length === 1, 'GOAWAY is there');
    expect(goaways).toEqual([http2.constants.NGHTTP2_NO_ERROR]);
    expect(under.codes).toEqual([]);
    held[0]?.end('done');
    expect(await slow.ended).toBe('done');
    await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [] });
  });

  it('names the streams that it has to cut, and ends server-sent events', async () => {
    const server = make((request, response) => {
      if (request.url !== '/events') return;
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
      const timer = setInterval(() => response.write('data: 1\n\n'), 5);
      response.once('close', () => clearInterval(timer));
    });
    const port = await listening(server);
    const under = underTest(server);
    const { session } = await connect(url(port));
    const stuck = await ask(session, '/stuck?secret=1');
    const events = await ask(session, '/events');
    await once(events.stream, 'data');
    stuck.stream.on('error', () => {});
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    await eventually(() => under.shutdown.phase === 'closing' && !server.listening, 'it is closing');
    await under.clock.advance(300);
    expect(await events.ended).toContain('data: 1');
    await under.clock.advance(15_000);
    await expect(report).resolves.toMatchObject({
      exitCode: 0,
      cut: [{ method: 'GET', path: '/stuck', kind: 'http2' }],
    });
  });

  it('leaves a server alone that speaks streams only', async () => {
    const server = over === 'TLS' ? http2.createSecureServer(tls) : http2.createServer();
    server.on('stream', (stream: http2.ServerHttp2Stream) => {
      stream.respond({ ':status': 200 });
      stream.end('by stream');
    });
    const port = await listening(server);
    const under = underTest(server, { delayMs: 0 });
    expect(server.listenerCount('request')).toBe(0);
    const { session } = await connect(url(port));
    expect(await (await ask(session, '/')).ended).toBe('by stream');
    void under.shutdown.shutdown();
    await under.clock.settle();
    await eventually(() => under.codes.length === 1, 'it is over');
  });
});

describe('TLS', () => {
  it('says Connection: close to HTTP/1 clients, of https and of HTTP/2 servers that allow it', async () => {
    const listener = (_request: http2.Http2ServerRequest | unknown, response: { end(text: string): unknown }): void =>
      void response.end('hello');
    for (const server of [
      https.createServer(tls, listener),
      http2.createSecureServer({ ...tls, allowHTTP1: true }, listener),
    ]) {
      const port = await listening(server);
      const under = underTest(server);
      const agent = new https.Agent({ keepAlive: true });
      const fetch = async (): Promise<string | undefined> => {
        const request = https.get({ port, host: '127.0.0.1', agent, rejectUnauthorized: false });
        const [response] = await once(request, 'response');
        response.resume();
        await once(response, 'end');
        return response.headers.connection;
      };
      expect(await fetch()).toBe('keep-alive');
      const report = under.shutdown.shutdown();
      expect(await fetch()).toBe('close');
      expect(await fetch()).toBe('close');
      await under.clock.advance(10_000);
      await eventually(() => under.codes.length === 1, 'it is over');
      await expect(report).resolves.toMatchObject({ exitCode: 0 });
      agent.destroy();
    }
  });

  it('does not wait for a connection that never shakes hands', async () => {
    const server = https.createServer(tls, (_request, response) => void response.end('hello'));
    const port = await listening(server);
    const under = underTest(server);
    const accepted = once(server, 'connection');
    const checker = await rawClient(port);
    await accepted;
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    await eventually(() => checker.socket.closed, 'the connection is gone');
    await expect(report).resolves.toMatchObject({ exitCode: 0 });
    expect(under.lines.join('\n')).not.toContain('drain time-out');
  });
});
