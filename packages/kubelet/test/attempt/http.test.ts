import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { attemptHttp, probeUrl } from '../../src/attempt.ts';
import { type RawServer, rawServer } from './raw-server.ts';

let server: RawServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function get(replies: Parameters<typeof rawServer>, path = '/livez', timeoutMs = 20_000) {
  server = await rawServer(...replies);
  const outcome = await attemptHttp({ url: probeUrl('http', '127.0.0.1', server.port, path), timeoutMs });
  const port = String(server.port);
  return { ...outcome, output: outcome.output.replaceAll(port, 'PORT'), requests: server.requests };
}

const ok = (body: string, head = 'HTTP/1.1 200 OK') => `${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const status = (code: number) => `HTTP/1.1 ${code} X\r\nContent-Length: 0\r\n\r\n`;
const chunked = (rest: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${rest}`;
const broken = (text: string) =>
  `Get "http://127.0.0.1:PORT/livez": net/http: HTTP/1.x transport connection broken: ${text}`;

describe('one response', () => {
  it.each([
    ['200', ok('OK'), 'success', 'OK', undefined],
    ['299', status(299), 'success', '', undefined],
    ['204 has no body', 'HTTP/1.1 204 No Content\r\n\r\n', 'success', '', undefined],
    ['300 is not followed', status(300), 'warning', 'Probe terminated redirects, Response body: ', undefined],
    [
      '302 without Location',
      'HTTP/1.1 302 F\r\nContent-Length: 3\r\n\r\nabc',
      'warning',
      'Probe terminated redirects, Response body: abc',
      undefined,
    ],
    ['399', status(399), 'warning', 'Probe terminated redirects, Response body: ', undefined],
    ['400', status(400), 'failure', 'HTTP probe failed with statuscode: 400', undefined],
    ['503', status(503), 'failure', 'HTTP probe failed with statuscode: 503', undefined],
    ['999', status(999), 'failure', 'HTTP probe failed with statuscode: 999', undefined],
    ['101', 'HTTP/1.1 101 S\r\n\r\n', 'failure', 'HTTP probe failed with statuscode: 101', undefined],
    ['1xx, then 200', `HTTP/1.1 103 Early\r\n\r\n${ok('x')}`, 'success', 'x', undefined],
    ['1xx, then the end', 'HTTP/1.1 199 X\r\n\r\n', 'failure', broken('unexpected EOF'), undefined],
    ['half a head', 'HTTP/1.1 200 OK\r\nA: b', 'failure', broken('unexpected EOF'), undefined],
    ['no HTTP', 'SSH-2.0-x\r\n', 'failure', broken('malformed HTTP response "SSH-2.0-x"'), undefined],
    [
      'TLS alert',
      '\x15\x03\x01\x00\x02\x02\x16',
      'failure',
      broken('malformed HTTP response "\\x15\\x03\\x01\\x00\\x02\\x02\\x16"'),
      undefined,
    ],
    ['short status', 'HTTP/1.1 20 OK\r\n\r\n', 'failure', broken('malformed HTTP status code "20"'), undefined],
    ['bare line feeds', 'HTTP/1.0 200 OK\nX: y\n\nbody', 'success', 'body', undefined],
    ['until close', 'HTTP/1.0 200 OK\r\n\r\nall of it', 'success', 'all of it', undefined],
    ['chunked', chunked('3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n'), 'success', 'abcde', undefined],
    ['chunked, cut', chunked('5\r\nab'), 'failure', '', 'unexpected EOF'],
    ['chunked, wrong', chunked('zz\r\n'), 'failure', '', 'invalid byte in chunk length'],
    ['body cut', 'HTTP/1.1 503 X\r\nContent-Length: 9\r\n\r\nabc', 'failure', '', 'unexpected EOF'],
    [
      'empty head',
      'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n',
      'failure',
      broken('malformed MIME header line: nonsense'),
      undefined,
    ],
  ] as const)('%s', async (_name, reply, result, output, error) => {
    const outcome = await get([reply]);
    expect(outcome).toMatchObject({ result, output });
    expect(outcome.error).toBe(error);
  });

  it('reads 10 KiB of a body and no more, without an error', async () => {
    const outcome = await get([
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n${'x'.repeat(20_000)}`),
    ]);
    expect(outcome).toMatchObject({ result: 'success', output: 'x'.repeat(10 * 1024) });
  });

  it('stops a chunked body of any size at 10 KiB', async () => {
    const outcome = await get([(socket: Socket) => socket.write(chunked(`8000\r\n${'y'.repeat(12_000)}`))]);
    expect(outcome.output).toBe('y'.repeat(10 * 1024));
  });

  it('is cut without an answer', async () => {
    expect((await get([(socket: Socket) => socket.end()])).output).toBe('Get "http://127.0.0.1:PORT/livez": EOF');
  });

  it('is reset', async () => {
    const { output } = await get([(socket: Socket) => socket.resetAndDestroy()]);
    expect(output).toMatch(
      /^Get "http:\/\/127\.0\.0\.1:PORT\/livez": read tcp 127\.0\.0\.1:\d+->127\.0\.0\.1:PORT: read: connection reset by peer$/,
    );
  });

  it('times out before the headers: a failure; in the body: an error, which counts nothing', async () => {
    const silent = await get([() => {}], '/livez', 60);
    expect(silent.output).toBe(
      'Get "http://127.0.0.1:PORT/livez": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    );
    expect(silent.error).toBeUndefined();
    await server?.close();
    const stalled = await get(
      [(socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')],
      '/livez',
      3000, // the headers must come within it, also on a busy machine
    );
    expect(stalled).toMatchObject({
      result: 'failure',
      error: 'context deadline exceeded (Client.Timeout or context cancellation while reading body)',
    });
  });

  it('is refused', async () => {
    const closed = await rawServer('');
    await closed.close();
    const outcome = await attemptHttp({ url: probeUrl('http', '127.0.0.1', closed.port, '/a?b=c'), timeoutMs: 20_000 });
    expect(outcome.output).toBe(
      `Get "http://127.0.0.1:${closed.port}/a?b=c": dial tcp 127.0.0.1:${closed.port}: connect: connection refused`,
    );
  });
});

describe('the request', () => {
  const sent = async (headers?: { name: string; value: string }[], path = '/livez?verbose&x=1#f') => {
    server = await rawServer(status(200));
    await attemptHttp({ url: probeUrl('http', '127.0.0.1', server.port, path), timeoutMs: 20_000, headers });
    return (server.requests[0] ?? '').replaceAll(String(server.port), 'PORT');
  };

  it('is the kubelet’s, byte for byte', async () => {
    expect(await sent()).toBe(
      'GET /livez?verbose&x=1 HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUser-Agent: kube-probe/1.36\r\nAccept: */*\r\nConnection: close\r\n\r\n',
    );
  });

  it('takes httpHeaders: overriding, repeated, removed', async () => {
    expect(
      await sent([
        { name: 'host', value: 'example.test' },
        { name: 'x-b', value: '1' },
        { name: 'X-B', value: '2' },
        { name: 'Accept', value: '' },
        { name: 'User-Agent', value: 'mine' },
        { name: 'A-header', value: 'a' },
      ]),
    ).toBe(
      'GET /livez?verbose&x=1 HTTP/1.1\r\nHost: example.test\r\nUser-Agent: mine\r\nA-Header: a\r\nX-B: 1\r\nX-B: 2\r\nConnection: close\r\n\r\n',
    );
  });

  it.each([
    ['livez', 'GET /livez '],
    ['', 'GET / '],
    ['/a b/ü', 'GET /a%20b/%C3%BC '],
    ['/100%', 'GET /100%25 '],
    ['/a%2Fb', 'GET /a%2Fb '],
    ['//other/x', 'GET /x '],
    ['?q', 'GET /?q '],
  ])('escapes the path %j', async (path, line) => {
    expect(await sent(undefined, path)).toContain(line);
  });
});

describe('redirects', () => {
  const to = (location: string, code = 302) =>
    `HTTP/1.1 ${code} X\r\nLocation: ${location}\r\nContent-Length: 2\r\n\r\nhi`;

  it('follows the same host name, whatever the status of the kind', async () => {
    for (const code of [301, 302, 303, 307, 308]) {
      const outcome = await get([to('/b?c', code), status(503)]);
      expect(outcome.output).toBe('HTTP probe failed with statuscode: 503');
      expect(outcome.requests[1]).toContain('GET /b?c HTTP/1.1');
      expect(outcome.requests[1]).toMatch(/Referer: http:\/\/127\.0\.0\.1:\d+\/livez\r\n/);
      await server?.close();
    }
  });

  it('does not follow another host name: a success with a warning', async () => {
    const outcome = await get([to('http://other.invalid/x')]);
    expect(outcome).toMatchObject({ result: 'warning', output: 'Probe terminated redirects, Response body: hi' });
  });

  it.each([
    ['ftp://other.invalid/x'],
    ['mailto:somebody@other.invalid'],
    ['myapp://login'],
    ['http://other.invalid:99999/'],
    ['http://name:password@other.invalid/'],
    ['//other.invalid/x'],
  ])('counts %s as another host name, usable or not', async (location) => {
    expect(await get([to(location)])).toMatchObject({ result: 'warning', status: 302 });
  });

  // The texts are those of Go's client, asked by a program of its own.
  it.each([
    ['ftp://127.0.0.1/x', 'Get "ftp://127.0.0.1/x": unsupported protocol scheme "ftp"'],
    ['http://127.0.0.1:99999/x', 'Get "http://127.0.0.1:99999/x": dial tcp: address 99999: invalid port'],
  ])('cannot follow %s', async (location, output) => {
    expect(await get([to(location)])).toMatchObject({ result: 'failure', output });
  });

  it('gives up at the tenth', async () => {
    const outcome = await get([to('/again')]);
    expect(outcome).toMatchObject({ result: 'failure', output: 'Get "/again": stopped after 10 redirects' });
    expect(outcome.requests).toHaveLength(10);
  });

  it('resolves relative locations', async () => {
    expect((await get([to('../x/./y'), status(200)], '/a/b/c')).requests[1]).toContain('GET /a/x/y HTTP/1.1');
  });
});
