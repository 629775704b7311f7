import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer } from 'node:https';
import { afterEach, describe, expect, it } from 'vitest';
import { attemptHttp, probeUrl } from '../../src/attempt.ts';

const pem = (name: string) =>
  readFileSync(new URL(`../../../../test/conformance/fixtures/localhost-${name}.pem`, import.meta.url));
const identity = { key: pem('key'), cert: pem('cert') };

const cleanups: (() => void)[] = [];
afterEach(() => cutAll());

const cutAll = () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
};

function listen(server: Http2SecureServer | ReturnType<typeof createServer>): Promise<number> {
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    cleanups.push(() => socket.destroy());
  });
  cleanups.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

const get = (port: number, path = '/livez', headers: { name: string; value: string }[] = [], timeoutMs = 20_000) =>
  attemptHttp({ url: probeUrl('https', '127.0.0.1', port, path), timeoutMs, headers });

async function onlyHttp2(answer: (stream: ServerHttp2Stream, headers: Record<string, unknown>) => void) {
  const server = createSecureServer(identity);
  server.on('session', (session) => session.on('error', () => {}));
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, headers);
  });
  return listen(server);
}

describe('https', () => {
  it('speaks HTTP/1.1 with a server that knows nothing else, its certificate unverified', async () => {
    const port = await listen(
      createServer(identity, (request, response) => response.end(JSON.stringify(request.rawHeaders))),
    );
    const outcome = await get(port);
    expect(outcome).toMatchObject({ result: 'success', status: 200 });
    expect(JSON.parse(outcome.body ?? '')).toEqual([
      ...['Host', `127.0.0.1:${port}`, 'User-Agent', 'kube-probe/1.36', 'Accept', '*/*', 'Connection', 'close'],
    ]);
  });

  it('speaks HTTP/2 with a server that can: the transport of the kubelet offers it', async () => {
    const server = createSecureServer({ ...identity, allowHTTP1: true }, (request, response) => {
      response.end(JSON.stringify({ version: request.httpVersion, ...request.headers }));
    });
    const outcome = await get(await listen(server), '/livez?full', [
      { name: 'X-Two', value: '1' },
      { name: 'x-two', value: '2' },
      { name: 'Host', value: 'example.com' },
      { name: 'Connection', value: 'close' },
    ]);
    expect(JSON.parse(outcome.body ?? '')).toEqual({
      version: '2.0',
      ':method': 'GET',
      ':scheme': 'https',
      ':authority': 'example.com',
      ':path': '/livez?full',
      'user-agent': 'kube-probe/1.36',
      accept: '*/*',
      'x-two': '1, 2',
    });
  });

  // The texts are those of Go's client, asked by a program of its own.
  it.each<[string, (stream: ServerHttp2Stream) => void, string, string]>([
    [
      '503',
      (stream) => stream.respond({ ':status': 503 }, { endStream: true }),
      'failure',
      'HTTP probe failed with statuscode: 503',
    ],
    ['204', (stream) => stream.respond({ ':status': 204 }, { endStream: true }), 'success', ''],
    [
      'reset',
      (stream) => stream.close(2),
      'failure',
      'Get "https://127.0.0.1:PORT/livez": stream error: stream ID 1; INTERNAL_ERROR; received from peer',
    ],
    ['connection lost', () => cutAll(), 'failure', 'Get "https://127.0.0.1:PORT/livez": unexpected EOF'],
    [
      'more than 10 KiB',
      (stream) => {
        stream.respond();
        stream.end('x'.repeat(60_000));
      },
      'success',
      'x'.repeat(10_240),
    ],
  ])('HTTP/2: %s', async (_name, answer, result, output) => {
    const port = await onlyHttp2(answer);
    const outcome = await get(port);
    expect({ ...outcome, output: outcome.output.replace(String(port), 'PORT') }).toMatchObject({ result, output });
  });

  it('HTTP/2: a body that stalls is an error, not a failure', async () => {
    const port = await onlyHttp2((stream) => {
      stream.respond();
      stream.write('a');
    });
    expect(await get(port, '/livez', [], 3000)).toMatchObject({
      result: 'failure',
      error: 'context deadline exceeded (Client.Timeout or context cancellation while reading body)',
    });
  });

  it('HTTP/2: follows a redirect on a connection of its own', async () => {
    const sessions = new Set<unknown>();
    const port = await onlyHttp2((stream, headers) => {
      sessions.add(stream.session);
      if (headers[':path'] === '/livez') stream.respond({ ':status': 302, location: '/there' }, { endStream: true });
      else {
        stream.respond();
        stream.end(String(headers.referer));
      }
    });
    expect(await get(port)).toMatchObject({ result: 'success', body: `https://127.0.0.1:${port}/livez` });
    expect(sessions.size).toBe(2);
  });
});
