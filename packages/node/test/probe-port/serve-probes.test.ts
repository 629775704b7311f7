import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createHealth, manualCheck, type ProbePort, type ProbePortOptions, probes, serveProbes } from '@probez/node';
import { afterEach, describe, expect, test } from 'vitest';

const opened: ProbePort[] = [];
const sockets: Socket[] = [];
const health = createHealth({
  logger: false,
  checks: [manualCheck({ name: 'a' }), manualCheck({ name: 'b', initial: 'fail' })],
});

await health.start();

async function serve(options: ProbePortOptions = {}, of = health): Promise<ProbePort> {
  const port = await serveProbes(of, { port: 0, host: '127.0.0.1', ...options });
  opened.push(port);
  return port;
}

/** Everything that was answered, without the headers that the server adds by itself. */
async function ask(port: number, path: string, headers: Record<string, string> = {}) {
  const outgoing = request({ port, path, headers, host: '127.0.0.1', agent: false }).end();
  const [response] = await once(outgoing, 'response');
  let body = '';
  for await (const chunk of response) body += chunk;
  const { date: _, connection: __, 'keep-alive': ___, ...own } = response.headers;
  return { status: response.statusCode, headers: own, body };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(opened.splice(0).map((port) => port.close()));
});

describe('answers', () => {
  test.each([
    ['/livez', {}, 200],
    ['/readyz', {}, 503],
    ['/readyz?exclude=b', {}, 200],
    ['/readyz/b', {}, 503],
    ['/readyz', { accept: 'application/json' }, 503],
    ['/startupz?verbose', {}, 200],
    ['/readyz/nobody', {}, 404],
    ['/elsewhere', {}, 404],
  ])("%s %o: the bytes of the app's own endpoint", async (path, headers, status) => {
    const port = await serve();
    const app = createServer(probes(health)).listen(0, '127.0.0.1');
    await once(app, 'listening');
    const address = app.address();
    const appPort = typeof address === 'object' && address !== null ? address.port : 0;
    const expected = await ask(appPort, path, headers);
    expect(expected.status).toBe(status);
    expect(await ask(port.port, path, headers)).toEqual(expected);
    app.close();
  });

  test('takes all options of probes', async () => {
    const port = await serve({
      paths: { liveness: '/healthz' },
      passBody: 'fine',
      failureStatus: 500,
      token: 'secret',
    });
    expect(await ask(port.port, '/healthz')).toMatchObject({ status: 200, body: 'fine' });
    expect(await ask(port.port, '/readyz')).toMatchObject({ status: 500 });
    const told = await ask(port.port, '/readyz/b', { authorization: 'Bearer secret' });
    expect(told.body).toBe('internal server error: fail\n');
  });

  test('what is no probe goes to the fallback, and no probe does', async () => {
    const port = await serve({ fallback: ({ url }, response) => response.end(`people, ${url}`) });
    expect(await ask(port.port, '/status')).toMatchObject({ status: 200, body: 'people, /status' });
    expect(await ask(port.port, '/livez')).toMatchObject({ status: 200, body: 'ok' });
    expect(await ask(port.port, '/readyz/nobody')).toMatchObject({ status: 404 });
  });

  test('draining and stopped: not ready, live, until it is closed', async () => {
    const draining = createHealth({ logger: false });
    await draining.start();
    const port = await serve({}, draining);
    expect(await ask(port.port, '/readyz')).toMatchObject({ status: 200 });
    draining.drain();
    expect(await ask(port.port, '/readyz')).toMatchObject({ status: 503 });
    expect(await ask(port.port, '/livez')).toMatchObject({ status: 200 });
    await draining.stop();
    expect(await ask(port.port, '/readyz')).toMatchObject({ status: 503 });
    expect(await ask(port.port, '/livez')).toMatchObject({ status: 200 });
    await port.close();
    await expect(ask(port.port, '/livez')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('starts nothing', async () => {
    const idle = createHealth({ logger: false });
    const port = await serve({}, idle);
    expect(await ask(port.port, '/livez')).toMatchObject({ status: 200 });
    expect(await ask(port.port, '/readyz')).toMatchObject({
      status: 503,
      body: '[-]not-started failed: reason withheld\nreadyz check failed\n',
    });
    expect(idle.phase).toBe('idle');
  });
});

describe('the port', () => {
  test('says where it is', async () => {
    const port = await serve();
    expect(port).toMatchObject({ host: '127.0.0.1', url: `http://127.0.0.1:${port.port}`, isolated: false });
    expect(port.port).toBeGreaterThan(0);
  });

  test('all addresses unless told otherwise, and a URL that can be fetched', async () => {
    const port = await serveProbes(health, { port: 0 });
    opened.push(port);
    expect(['::', '0.0.0.0']).toContain(port.host);
    expect((await fetch(`${port.url}/livez`)).status).toBe(200);
    expect((await ask(port.port, '/livez')).status).toBe(200);
  });

  test('in use: one clear error with what to do', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({
      name: 'ProbezError',
      code: 'PORT_UNAVAILABLE',
      message: expect.stringMatching(
        new RegExp(`^the probes cannot be served on port ${port}, host "127.0.0.1": the port is in use`),
      ),
      cause: expect.objectContaining({ code: 'EADDRINUSE' }),
    });
  });

  test.each(['203.0.113.7', 'no-such-host.invalid', '::zz'])('host %s: one clear error', async (host) => {
    await expect(serve({ host })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: expect.stringMatching(/the host is not an address of this machine \([A-Z_]+\)\. Leave host out/),
    });
  });

  test('closing twice is closing once, and frees the port', async () => {
    const first = await serve();
    const { port } = first;
    expect(first.close()).toBe(first.close());
    await first.close();
    expect((await serve({ port })).port).toBe(port);
  });

  test('closing ends idle and half-asked connections', async () => {
    const port = await serve();
    const idle = await open(port.port);
    const half = await open(port.port);
    half.write('GET /livez HTTP/1.1\r\nHost: a\r\n');
    const ended = Promise.all([once(idle, 'close'), once(half, 'close')]);
    idle.resume();
    half.resume();
    await port.close();
    await ended;
  });

  test('connections that say nothing do not keep a probe out', async () => {
    const port = await serve();
    const first = await open(port.port);
    // A connection that has been answered may idle for a minute: nothing but the crowd ends it.
    first.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first, 'data');
    const cut = once(first, 'close');
    first.resume();
    for (let count = 0; count < 300; count += 1) await open(port.port);
    await cut;
    expect(await ask(port.port, '/livez')).toMatchObject({ status: 200 });
  });
});

describe('options', () => {
  test.each([
    [{ port: '9400' }, 'port is "9400"; allowed: a whole number from 0 to 65535; did you mean the number 9400?'],
    [{ port: 65_536 }, 'port is 65536; allowed: a whole number from 0 to 65535'],
    [{ port: -1 }, 'port is -1;'],
    [{ port: 80.5 }, 'port is 80.5;'],
    [{ port: Number.NaN }, 'port is NaN;'],
    [{ port: null }, 'port is null;'],
    [{ host: '' }, 'host is ""; allowed: an address of this machine'],
    [{ host: 7 }, 'host is 7;'],
    [{ isolated: 'yes' }, 'isolated is "yes"; allowed: true or false'],
    [{ prot: 9400 }, 'serveProbes: unknown option "prot"; did you mean "port"?'],
    [{ stall: { readinessMs: 1_000 } }, 'stall is { readinessMs: 1000 }; allowed: only together with isolated: true'],
    [{ worker: './worker.js' }, 'worker is "./worker.js"; allowed: only together with isolated: true'],
    [
      { isolated: true, stall: { readinessMs: 0 } },
      'stall.readinessMs is 0; allowed: a number of milliseconds from 500',
    ],
    [
      { isolated: true, stall: { livenessMs: 4_000 } },
      'stall.livenessMs is 4000; allowed: a number of milliseconds from 5000',
    ],
    [{ isolated: true, stall: { readinessMs: Number.NaN } }, 'stall.readinessMs is NaN;'],
    [{ isolated: true, stall: { liveness: 9 } }, 'stall: unknown option "liveness"; did you mean "livenessMs"?'],
    [{ isolated: true, details: () => true }, 'details is a function; allowed: "never" or "always"'],
    [{ fallback: '/status' }, 'fallback is "/status"; allowed: a function of request and response'],
    [{ isolated: true, fallback: () => {} }, 'fallback is a function; allowed: none when isolated is true'],
    [{ isolated: true, worker: 7 }, 'worker is 7; allowed: a path, a file: URL or a URL object of one'],
    [{ isolated: true, worker: new URL('https://a/worker.js') }, 'worker is "https://a/worker.js"; allowed: a path'],
    [{ logger: {} }, 'logger.info is undefined; allowed: a logger with info, warn and error, or false'],
    [{ passBody: 7 }, 'passBody is 7; allowed: a string'],
  ])('%o is refused', async (options, message) => {
    const given: object = options;
    await expect(serveProbes(health, given)).rejects.toMatchObject({
      name: 'ProbezError',
      code: 'INVALID_OPTION',
      message: expect.stringContaining(message),
    });
  });

  test('what is no health is refused', async () => {
    const given: unknown = JSON.parse('{}');
    await expect(Reflect.apply(serveProbes, undefined, [given])).rejects.toThrow(
      'health is {}; allowed: the health that createHealth() returned, as in probes(health)',
    );
  });
});
