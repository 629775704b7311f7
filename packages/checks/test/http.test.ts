import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpCheck } from '@probez/checks';
import { afterEach, expect, test } from 'vitest';
import { runOnce, start, ticks } from './support.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server on loopback, the requests that it saw and the connections that it took. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: { url: string; headers: IncomingMessage['headers'] }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    server,
    get connections() {
      return connections;
    },
  };
}

const answer =
  (status: number, body = '', headers = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);

test.each([
  [200, {}, 'pass', undefined],
  [204, {}, 'pass', undefined],
  [500, {}, 'fail', 'answered 500'],
  [404, {}, 'fail', 'answered 404'],
  [404, { expectStatus: 404 }, 'pass', undefined],
  [401, { expectStatus: [200, 401] }, 'pass', undefined],
  [418, { expectStatus: (status: number) => status > 400 }, 'pass', undefined],
  [200, { expectStatus: [204] }, 'fail', 'answered 200'],
] as const)('status %d with %o: %s', async (status, options, expected, said) => {
  const { url } = await serve(answer(status));
  const result = await runOnce(httpCheck(`${url}/health?token=secret`, options));
  expect(result.status).toBe(expected);
  if (said !== undefined) expect(result.reason).toBe(`GET ${url}/health: ${said}`);
  else expect(result).toMatchObject({ observedValue: expect.any(Number), observedUnit: 'ms' });
});

test.each([
  ['{"status":"UP"}', '"UP"', 'pass'],
  ['{"status":"DOWN"}', '"UP"', 'fail'],
  ['all good', /GOOD/i, 'pass'],
  ['all good', /GOOD/gi, 'pass'],
  ['all bad', (body: string) => body === 'all good', 'fail'],
] as const)('body %s against %s: %s', async (body, expectBody, status) => {
  const { url } = await serve(answer(200, body));
  const check = httpCheck(url, { expectBody });
  // Twice: a global expression must not remember where it was.
  for (let run = 0; run < 2; run += 1) {
    const result = await runOnce(check);
    expect(result.status).toBe(status);
    if (status === 'fail') expect(result.reason).toContain('answered 200, but its body does not match expectBody: "');
  }
});

test('an answer that never ends passes by its status, and its rest holds neither the run nor the next one', async () => {
  const peer = await serve((_, response) => {
    response.writeHead(200).write('data: hello\n\n');
  });
  const check = httpCheck(peer.url);
  const signal = AbortSignal.timeout(10_000);
  for (let run = 0; run < 3; run += 1) expect(await runOnce(check, signal)).toMatchObject({ status: 'pass' });
  expect(await runOnce(httpCheck(peer.url, { expectBody: 'hel', maxBodyBytes: 9 }), signal)).toMatchObject({
    status: 'pass',
  });
  const open = () => new Promise<number>((resolve) => peer.server.getConnections((_, count) => resolve(count)));
  await expect.poll(open, { timeout: 10_000 }).toBe(0);
});

test('a body that is wanted and does not come says so', async () => {
  const peer = await serve((_, response) => {
    response.writeHead(200).write('begin');
  });
  const run = start(httpCheck(peer.url, { expectBody: 'end' }));
  await expect
    .poll(() => run.steps.at(-1), { timeout: 10_000 })
    .toBe(`GET ${peer.url}/ answered 200, but did not finish sending its body`);
  run.abort();
  await expect(run.outcome).rejects.toThrow('timed out');
});

test('runs share one connection, and a connection that the server has closed is no failure', async () => {
  const peer = await serve(answer(200, 'ok'));
  const check = httpCheck(peer.url);
  for (let run = 0; run < 50; run += 1) expect((await runOnce(check)).status).toBe('pass');
  expect(peer.connections).toBe(1);
  peer.server.closeIdleConnections();
  expect((await runOnce(check)).status).toBe('pass');
  expect(peer.connections).toBe(2);
});

test('a body without end is read to its limit and then left', async () => {
  const peer = await serve((_, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  expect((await runOnce(httpCheck(peer.url, { expectBody: 'xxx' }))).status).toBe('pass');
  expect((await runOnce(httpCheck(peer.url))).status).toBe('pass');
});

test('an answer that breaks off fails', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 1_000 }).write('half');
    setTimeout(() => response.destroy(), 20);
  });
  const result = await runOnce(httpCheck(url, { expectBody: 'half' }));
  expect(result).toMatchObject({ status: 'fail' });
});

test('a redirect is not followed by default, and the reason says where it leads, without its query', async () => {
  const { url } = await serve(answer(302, '', { location: 'https://user:pw@login.example/sign-in?next=secret' }));
  expect((await runOnce(httpCheck(url))).reason).toBe(
    `GET ${url}/: answered 302 to https://login.example/sign-in; set redirects to follow it, or expectStatus if that is right`,
  );
});

test('redirects are followed as far as allowed; secrets do not go to another host', async () => {
  const other = await serve(answer(200, 'there'));
  const peer = await serve((request, response) => {
    const location = request.url === '/a' ? '/b' : request.url === '/b' ? `${other.url}/c` : '/loop';
    response.writeHead(302, { location }).end();
  });
  const headers = { authorization: 'Bearer secret' };
  const options = { redirects: 3, headers, expectBody: 'there' };
  expect((await runOnce(httpCheck(`${peer.url}/a`, options))).status).toBe('pass');
  expect(peer.seen.map((request) => request.headers.authorization)).toEqual(['Bearer secret', 'Bearer secret']);
  expect(other.seen.map((request) => request.headers.authorization)).toEqual([undefined]);
  expect((await runOnce(httpCheck(`${peer.url}/loop`, { redirects: 2 }))).reason).toContain('more than 2 redirects');
});

test('nobody listens: says so', async () => {
  const peer = await serve(answer(200));
  peer.server.close();
  const result = await runOnce(httpCheck(peer.url));
  expect(result.status).toBe('fail');
  expect(result.reason).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/: connect ECONNREFUSED .*; nothing listens there/);
});

test('a server that never answers: the abort ends the request and its connection', async () => {
  let closed = false;
  const peer = await serve((request) => {
    request.socket.once('close', () => {
      closed = true;
    });
  });
  const run = start(httpCheck(peer.url));
  while (peer.seen.length === 0) await ticks();
  expect(run.steps).toEqual([`GET ${peer.url}/ does not answer`]);
  run.abort();
  await expect(run.outcome).rejects.toThrow('timed out');
  while (!closed) await ticks();
});

test('a Unix socket', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probez-http-'));
  const socketPath = join(folder, 'app.sock');
  const server = createServer((request, response) => response.end(`${request.headers.host}${request.url}`));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const options = { socketPath, expectBody: 'docker/version' };
  expect(await runOnce(httpCheck('http://docker/version', options))).toMatchObject({ status: 'pass' });
  server.close().closeAllConnections();
  const gone = await runOnce(httpCheck('http://docker/version', options));
  expect(gone.reason).toContain(`GET http://docker/version at ${socketPath}: connect ENOENT`);
  rmSync(folder, { recursive: true });
});
