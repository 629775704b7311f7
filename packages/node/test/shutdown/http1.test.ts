import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { eventually, get, heldRequests, listening, rawClient, underTest } from './support.ts';

const servers: http.Server[] = [];
const serve = async (listener: http.RequestListener): Promise<{ server: http.Server; port: number }> => {
  const server = http.createServer(listener);
  servers.push(server);
  return { server, port: await listening(server) };
};
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Connections to a port that the machine has accepted, whether the server has taken them in or not. Only Linux tells. */
function acceptedFor(port: number): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const connections = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return connections.filter((line) => /^ *\d+: \S+(:\w{4}) \S+ 01 /.exec(line)?.[1] === local).length;
}

describe('HTTP/1 while draining', () => {
  it('says keep-alive before, and Connection: close from then on, serving as ever', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const { shutdown } = underTest(server);
    const before = await rawClient(port);
    before.send(get('/'));
    await eventually(() => before.received.includes('hello'), 'the answer is there');
    expect(before.received).toContain('Connection: keep-alive');
    void shutdown.shutdown();
    before.send(get('/'));
    await eventually(() => before.ended, 'the old connection has ended');
    expect(before.received.split('\r\n\r\n').at(1)).toContain('Connection: close');
    const after = await rawClient(port);
    after.send(get('/'));
    await eventually(() => after.ended, 'the new connection has ended');
    expect(after.received).toMatch(/200 OK[\s\S]*Connection: close[\s\S]*hello$/);
  });

  it.each([
    ['no header of its own', (_response: http.ServerResponse) => {}],
    [
      'Connection: keep-alive set before',
      (response: http.ServerResponse) => response.setHeader('Connection', 'keep-alive'),
    ],
  ])('says it on responses in flight at the signal, with %s', async (_what, prepare) => {
    const { held, listener } = heldRequests();
    const { server, port } = await serve(listener);
    const { shutdown } = underTest(server);
    const client = await rawClient(port);
    client.send(get('/slow'));
    await eventually(() => held.length === 1, 'the request is there');
    for (const { response } of held) prepare(response);
    void shutdown.shutdown();
    held[0]?.response.end('done');
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received).toContain('Connection: close');
    expect(client.received).not.toContain('keep-alive');
  });

  it('leaves a connection alone whose response had promised keep-alive, and says it on the next one', async () => {
    const { held, listener } = heldRequests();
    const { server, port } = await serve(listener);
    const { shutdown } = underTest(server);
    const client = await rawClient(port);
    client.send(get('/stream'));
    await eventually(() => held.length === 1, 'the request is there');
    held[0]?.response.write('half');
    await eventually(() => client.received.includes('half'), 'half of it is there');
    void shutdown.shutdown();
    held[0]?.response.end();
    client.send(get('/next'));
    await eventually(() => held.length === 2, 'the next request is there');
    held[1]?.response.end('done');
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received).toMatch(/done$/);
  });

  it('answers a large upload without reading it, and the answer is not lost in a reset', async () => {
    const { server, port } = await serve((_request, response) => void response.writeHead(401).end('who are you?'));
    const { shutdown } = underTest(server);
    void shutdown.shutdown();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const request = http.request({ port, method: 'POST', agent: false });
      request.end(Buffer.alloc(8_000_000));
      const [response] = await once(request, 'response');
      expect(response.statusCode).toBe(401);
      response.resume();
      await once(response, 'end');
      request.destroy();
    }
  });

  it('says it after an upload that was read', async () => {
    const { server, port } = await serve(
      (request, response) => void request.resume().on('end', () => response.end('ok')),
    );
    const { shutdown } = underTest(server);
    void shutdown.shutdown();
    const client = await rawClient(port);
    client.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe');
    client.send('llo');
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received).toContain('Connection: close');
  });

  it('does not let the keep-alive time-out of the server reset an idle connection', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    server.keepAliveTimeout = 100;
    const { shutdown } = underTest(server);
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    void shutdown.shutdown();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(client.socket.closed).toBe(false);
    client.send(get('/'));
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received.match(/hello/g)).toHaveLength(2);
  });

  it('adds nothing to HTTP/1.0', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const { shutdown } = underTest(server);
    void shutdown.shutdown();
    const client = await rawClient(port);
    client.send('GET / HTTP/1.0\r\n\r\n');
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received).toMatch(/200 OK[\s\S]*hello$/);
  });
});

describe('HTTP/1 while closing', () => {
  /** To the closing phase, with the sockets real and the time ours. */
  const closing = async (server: http.Server, under = underTest(server, { delayMs: 0 })) => {
    void under.shutdown.shutdown();
    await under.clock.settle();
    await eventually(() => !server.listening, 'nothing is accepted any more');
    expect(under.shutdown.phase).toBe('closing');
    return under;
  };

  it('ends a connection that has been idle for long in good order, and at once', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const { clock, shutdown, codes } = underTest(server);
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    const report = shutdown.shutdown();
    await clock.advance(10_000);
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.error).toBeUndefined();
    await clock.advance(100);
    await expect(report).resolves.toMatchObject({ exitCode: 0, cause: 'finished' });
    expect(codes).toEqual([0]);
  });

  it('answers what a connection brings that was in use a moment ago, with Connection: close', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const under = underTest(server, { delayMs: 0 });
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    await closing(server, under);
    await under.clock.advance(4_900);
    expect(client.ended).toBe(false);
    client.send(get('/again'));
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received).toMatch(/Connection: close[\s\S]*hello$/);
    await eventually(() => under.codes.length === 1, 'it is over');
    expect(under.codes).toEqual([0]);
  });

  it('answers a request that has arrived when the time is up, though a busy loop has not read it yet', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const under = underTest(server, { delayMs: 0 });
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    const { setTimer } = under.clock;
    vi.spyOn(under.clock, 'setTimer').mockImplementation((ms, callback) =>
      setTimer(ms, () => {
        // In the very turn in which the time is up, among Node's timers: they come before what has arrived is read.
        const due = (): void => {
          client.send(get('/again'));
          callback();
        };
        if (ms === 5_000) setTimeout(due, 0);
        else callback();
      }),
    );
    await closing(server, under);
    await under.clock.advance(5_000);
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received.match(/hello/g)).toHaveLength(2);
    await eventually(() => under.codes.length === 1, 'it is over');
  });

  it('waits for it as long as the server has promised, at most 5 s', async () => {
    for (const [keepAliveTimeout, idleMs] of [
      [1_000, 1_000],
      [65_000, 5_000],
      [0, 5_000],
    ] as const) {
      const { server, port } = await serve((_request, response) => void response.end('hello'));
      server.keepAliveTimeout = keepAliveTimeout;
      const client = await rawClient(port);
      const under = await closing(server);
      // It was there before anybody followed, or came just now: either way it may bring a request.
      await under.clock.advance(idleMs - 1);
      expect(client.ended).toBe(false);
      client.socket.destroy();
      await eventually(() => under.codes.length === 1, 'it is over');
    }
  });

  it('reads half a request to its end, and answers it', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const under = underTest(server);
    const accepted = once(server, 'connection');
    const client = await rawClient(port);
    const [socket] = await accepted;
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    void under.shutdown.shutdown();
    const before = socket.bytesRead;
    client.send('GET /slowly HTTP/1.1\r\nHo');
    await eventually(() => socket.bytesRead > before, 'half a request is there');
    await under.clock.advance(12_000);
    expect(under.shutdown.phase).toBe('closing');
    client.send('st: a\r\n\r\n');
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received.match(/hello/g)).toHaveLength(2);
    expect(client.error).toBeUndefined();
  });

  it('does not execute a request that crosses the end of its connection', async () => {
    const paths: string[] = [];
    const { server, port } = await serve((request, response) => {
      paths.push(request.url ?? '');
      response.end('hello');
    });
    const { clock, shutdown, codes } = underTest(server);
    const client = await rawClient(port);
    client.send(get('/first'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    void shutdown.shutdown();
    await clock.advance(10_000);
    await eventually(() => client.ended, 'the connection has ended');
    client.send(get('/too-late'));
    await clock.advance(200);
    await eventually(() => codes.length === 1, 'it is over');
    expect(paths).toEqual(['/first']);
  });

  it('cuts at the time-out and says what: method, path without query, age', async () => {
    const { held, listener } = heldRequests();
    const { server, port } = await serve(listener);
    const under = underTest(server, { drainTimeoutMs: 3_000, delayMs: 1_000 });
    const client = await rawClient(port);
    client.send(get('/report?token=geheim'));
    await eventually(() => held.length === 1, 'the request is there');
    const report = under.shutdown.shutdown('SIGTERM');
    await under.clock.advance(1_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await under.clock.advance(2_999);
    expect(under.shutdown.phase).toBe('closing');
    await under.clock.advance(1);
    await expect(report).resolves.toMatchObject({
      exitCode: 0,
      cut: [{ method: 'GET', path: '/report', kind: 'http1', ageMs: 4_000 }],
    });
    expect(under.lines.join('\n')).toContain('drain timeout after 3.0 s: cut 1 request: GET /report (4.0 s)');
    expect(under.lines.join('\n')).not.toContain('geheim');
  });

  it.each([
    ['an EventSource', 'Accept: text/event-stream\r\n'],
    ['a client that does not name the type, such as curl', 'Accept: */*\r\n'],
  ])('ends server-sent events for %s, and the app may write on without harm', async (_client, accept) => {
    const responses: http.ServerResponse[] = [];
    const { server, port } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.write('data: 1\n\n');
      responses.push(response);
    });
    const under = underTest(server);
    const client = await rawClient(port);
    client.send(get('/events', accept));
    await eventually(() => client.received.includes('data: 1'), 'the first event is there');
    void under.shutdown.shutdown();
    await under.clock.advance(9_999);
    responses[0]?.write('data: 2\n\n');
    await eventually(() => client.received.includes('data: 2'), 'the second event is there');
    await under.clock.advance(1);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await under.clock.advance(300);
    responses[0]?.write('data: 3\n\n');
    await eventually(() => client.received.endsWith('0\r\n\r\n'), 'the stream has ended');
    expect(client.received).not.toContain('data: 3');
    await under.clock.advance(5_100);
    await eventually(() => under.codes.length === 1, 'it is over');
    expect(under.codes).toEqual([0]);
  });

  it('lets a response finish that is no event stream, though its client would take one', async () => {
    const { server, port } = await serve((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"half":');
      later.push(() => response.end('true}'));
    });
    const later: (() => void)[] = [];
    const under = underTest(server);
    const client = await rawClient(port);
    client.send(get('/answer', 'Accept: application/json, text/event-stream\r\n'));
    await eventually(() => client.received.includes('half'), 'half of the answer is there');
    void under.shutdown.shutdown();
    await under.clock.advance(10_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await under.clock.advance(600);
    for (const finish of later) finish();
    await eventually(() => client.received.endsWith('0\r\n\r\n'), 'the answer has ended');
    expect(client.received).toContain('true}');
  });

  it('sees requests that the app takes as checkContinue, and lets Node answer where it does not', async () => {
    const { held, listener } = heldRequests();
    const { server, port } = await serve((_request, response) => void response.end('by request'));
    const { shutdown } = underTest(server);
    const expecting = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n';
    const first = await rawClient(port);
    first.send(expecting);
    await eventually(() => first.received.includes('by request'), 'the answer is there');
    expect(first.received).toContain('100 Continue');
    server.on('checkContinue', listener);
    const second = await rawClient(port);
    second.send(expecting);
    await eventually(() => held.length === 1, 'the request is there');
    void shutdown.shutdown();
    held[0]?.response.end('by hand');
    await eventually(() => second.ended, 'the connection has ended');
    expect(second.received).toContain('Connection: close');
  });

  it('takes in connections that the machine has accepted already, and answers them', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const under = underTest(server, { delayMs: 0 });
    const connecting = Array.from({ length: 50 }, () => rawClient(port));
    // They ask in the next tick; the machine accepts at once, or later where it is busy. The server has not looked yet.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    const until = Date.now() + 20_000;
    while (acceptedFor(port) < 50 && Date.now() < until);
    void under.shutdown.shutdown();
    const clients = await Promise.all(connecting);
    for (const client of clients) client.send(get('/'));
    await eventually(() => clients.every((client) => client.socket.closed || client.ended), 'all have ended');
    expect(clients.filter((client) => client.received.endsWith('hello'))).toHaveLength(50);
    await eventually(() => !server.listening, 'nothing is accepted any more');
  });

  it('does not serve for ever where the app insists on keep-alive, as a proxy does', async () => {
    const { server, port } = await serve((_request, response) => {
      response.writeHead(200, { Connection: 'keep-alive', 'Content-Length': '5' }).end('hello');
    });
    const under = underTest(server, { delayMs: 0 });
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('hello'), 'the answer is there');
    await closing(server, under);
    client.send(get('/'));
    await eventually(() => client.ended, 'the connection has ended');
    expect(client.received.match(/hello/g)).toHaveLength(2);
    await under.clock.advance(100);
    await eventually(() => under.codes.length === 1, 'it is over');
  });

  it('takes nothing of the server: its listeners are the same before and after', async () => {
    const { server, port } = await serve((_request, response) => void response.end('hello'));
    const count = () => server.eventNames().map((name) => [name, server.listeners(name).length]);
    const before = count();
    const { shutdown } = underTest(server);
    shutdown.dispose();
    expect(count()).toEqual(before);
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => client.received.includes('keep-alive'), 'the answer is there');
  });
});
