import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHealth, type ListeningCheckOptions, type ListeningServer, listeningCheck } from '@probez/node';
import { afterEach, describe, expect, test } from 'vitest';

const opened: Server[] = [];
const sockets = new Set<string>();

async function listen(where: { host?: string; path?: string } = {}): Promise<Server> {
  const server = createServer((request, response) => {
    sockets.add(`${request.method} ${request.url}`);
    response.statusCode = request.url === '/broken' ? 500 : 204;
    if (request.url !== '/silent') response.end();
  });
  opened.push(server);
  server.listen(where.path === undefined ? { port: 0, ...where } : where);
  await once(server, 'listening');
  return server;
}

/** The published state of one run. */
async function stateOf(target: Parameters<typeof listeningCheck>[0], options: ListeningCheckOptions = {}) {
  const health = createHealth({ logger: false, checks: [listeningCheck(target, { timeoutMs: 10_000, ...options })] });
  const { checks } = await health.refresh();
  await health.stop();
  return checks[0];
}

const portOf = (server: ListeningServer): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

afterEach(() => {
  sockets.clear();
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a server', () => {
  test.each([{ host: '127.0.0.1' }, { host: '0.0.0.0' }, {}, { path: join(tmpdir(), `probez-${process.pid}.sock`) }])(
    'that listens on %o passes, asked for a path or not',
    async (where) => {
      const server = await listen(where);
      expect(await stateOf(server)).toMatchObject({ name: 'app-port', status: 'pass', probes: ['readiness'] });
      expect(sockets.size).toBe(0);
      expect(await stateOf(server, { path: '/livez' })).toMatchObject({ status: 'pass' });
      expect([...sockets]).toEqual(['GET /livez']);
    },
  );

  test('that is closed fails, and passes when it is opened again', async () => {
    const server = await listen({ host: '127.0.0.1' });
    server.close();
    expect(await stateOf(server)).toMatchObject({ status: 'fail', reason: 'the server is not listening' });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    expect(await stateOf(server)).toMatchObject({ status: 'pass' });
  });
});

describe('a port', () => {
  test('with somebody behind it passes, with nobody fails', async () => {
    const server = await listen({ host: '127.0.0.1' });
    const port = portOf(server);
    expect(await stateOf({ port })).toMatchObject({ status: 'pass' });
    server.close();
    expect(await stateOf({ port })).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining(`ECONNREFUSED 127.0.0.1:${port}`),
    });
  });

  test('whose path is answered with an error, or not at all, fails', async () => {
    const server = await listen({ host: '127.0.0.1' });
    const port = portOf(server);
    expect(await stateOf({ port }, { path: '/broken' })).toMatchObject({
      status: 'fail',
      reason: 'GET "/broken" was answered with 500',
    });
    expect(await stateOf({ port }, { path: '/silent', timeoutMs: 100 })).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('100 ms'),
    });
  });

  test('no connection is left behind', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const count = (): Promise<number> =>
      new Promise((resolve) => server.getConnections((_error, connections) => resolve(connections)));
    server.on('connection', (socket) => socket.resume().on('error', () => {}));
    for (let run = 0; run < 5; run += 1) await stateOf({ port: portOf(server) });
    await expect.poll(count).toBe(0);
    server.close();
  });
});

test('takes the options of every check', () => {
  const check = listeningCheck({ port: 1 }, { name: 'own', probes: 'liveness', periodMs: 5_000, critical: false });
  expect(check).toMatchObject({ name: 'own', probes: 'liveness', periodMs: 5_000, critical: false });
});

test.each([
  [[undefined], 'listeningCheck was given undefined; allowed: a server, or an object with port'],
  [[{ port: 0 }], 'port is 0; allowed: a whole number from 1 to 65535'],
  [[{ port: '80' }], 'port is "80"; allowed'],
  [[{ port: 80, host: '' }], 'host is ""; allowed'],
  [[{ port: 80 }, { path: 'livez' }], 'path is "livez"; allowed: a path such as "/livez"'],
])('%o is refused', (given, message) => {
  expect(() => Reflect.apply(listeningCheck, undefined, given)).toThrow(message);
});
