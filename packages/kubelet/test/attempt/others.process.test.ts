import { createServer as createHttp2 } from 'node:http2';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { attemptExec, attemptGrpc, attemptHttp, attemptTcp, probeUrl } from '../../src/attempt.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  cleanups.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

describe('tcpSocket', () => {
  it('connects and closes', async () => {
    const port = await listen(createServer((socket) => socket.on('error', () => {}).destroy()));
    expect(await attemptTcp({ host: '127.0.0.1', port, timeoutMs: 20_000 })).toEqual({ result: 'success', output: '' });
  });

  it('is refused', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await attemptTcp({ host: '127.0.0.1', port, timeoutMs: 20_000 })).toEqual({
      result: 'failure',
      output: `dial tcp 127.0.0.1:${port}: connect: connection refused`,
    });
  });

  it('names an unknown host and a missing socket file', async () => {
    const unknown = await attemptTcp({ host: 'no-such-host.invalid', port: 1, timeoutMs: 5000 });
    expect(unknown.output).toMatch(/^dial tcp: lookup no-such-host\.invalid: |i\/o timeout$/);
    const missing = join(tmpdir(), 'probez-no-such.sock');
    const outcome = await attemptTcp({ host: '', port: 0, socketPath: missing, timeoutMs: 1000 });
    expect(outcome.output).toBe(`dial unix ${missing}: connect: no such file or directory`);
  });
});

describe('exec', () => {
  const run = (command: string[], timeoutMs = 20_000) => attemptExec({ command, timeoutMs });

  it.each([
    [['sh', '-c', 'echo out; echo err >&2'], 'success', 'out\nerr\n', 0],
    [['sh', '-c', 'echo no; exit 7'], 'failure', 'no\n', 7],
    [['sh', '-c', 'kill -TERM $$'], 'failure', '', 143],
    [['echo', 'ok', '|', 'grep', 'nothing'], 'success', 'ok | grep nothing\n', 0],
  ] as const)('%j', async (command, result, output, exitCode) => {
    const outcome = await run([...command]);
    expect(outcome).toMatchObject({ result, exitCode });
    expect([...outcome.output.trim().split('\n')].sort()).toEqual([...output.trim().split('\n')].sort());
  });

  it.each([
    ['nosuchcommand', 'executable file not found in $PATH'],
    ['/no/such/command', 'stat /no/such/command: no such file or directory'],
    ['/etc', 'permission denied'],
  ])('cannot start %s: unknown, which is tried again and never counts', async (program, why) => {
    const outcome = await run([program]);
    expect(outcome).toMatchObject({ result: 'unknown', output: '' });
    expect(outcome.error).toMatch(
      /^rpc error: code = Unknown desc = failed to exec in container: failed to start exec "[0-9a-f]{64}": /,
    );
    expect(outcome.error).toContain(`exec: "${program}": ${why}: unknown`);
  });

  it('kills the whole group when time is up', async () => {
    const started = performance.now();
    const outcome = await run(['sh', '-c', 'sleep 60 & sleep 60'], 100);
    expect(outcome).toMatchObject({
      result: 'failure',
      output: 'command timed out: "sh -c sleep 60 & sleep 60" timed out after 100ms',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('keeps 10 KiB of output', async () => {
    const outcome = await run(['sh', '-c', 'head -c 30000 /dev/zero | tr "\\0" x']);
    expect(outcome.output).toBe('x'.repeat(10 * 1024));
  });
});

describe('grpc', () => {
  interface Call {
    path: string;
    body: Buffer;
    headers: Record<string, unknown>;
  }

  async function health(reply: {
    frame?: number[];
    status?: number;
    message?: string;
    http?: number;
    silent?: boolean;
  }) {
    const calls: Call[] = [];
    const server = createHttp2();
    server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('error', () => {});
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        calls.push({ path: String(headers[':path']), body: Buffer.concat(chunks), headers });
        if (reply.silent) return;
        const trailers = { 'grpc-status': String(reply.status ?? 0), 'grpc-message': reply.message ?? '' };
        if (reply.http !== undefined) {
          stream.respond({ ':status': reply.http }, { endStream: true });
        } else if (reply.frame === undefined) {
          stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true });
        } else {
          stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
          stream.on('wantTrailers', () => stream.sendTrailers(trailers));
          stream.end(Buffer.from([0, 0, 0, 0, reply.frame.length, ...reply.frame]));
        }
      });
    });
    const port = await listen(server);
    return { port, calls };
  }

  it.each([
    ['SERVING', { frame: [8, 1] }, { result: 'success', output: 'service healthy' }],
    [
      'NOT_SERVING',
      { frame: [8, 2] },
      { result: 'failure', output: 'service unhealthy (responded with "NOT_SERVING")' },
    ],
    [
      'UNKNOWN, which is an empty message',
      { frame: [] },
      { result: 'failure', output: 'service unhealthy (responded with "UNKNOWN")' },
    ],
    [
      'an unknown service',
      { status: 5, message: 'unknown%20service' },
      {
        result: 'failure',
        output: 'error: health rpc probe failed: rpc error: code = NotFound desc = unknown service',
      },
    ],
    [
      'no health service',
      { status: 12, message: 'nope' },
      {
        result: 'failure',
        output: 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): nope',
      },
    ],
    [
      'a web server',
      { http: 404 },
      {
        result: 'failure',
        output:
          'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unexpected HTTP status code received from server: 404',
      },
    ],
    ['no answer', { silent: true }, { result: 'failure', output: 'timeout: health rpc did not complete within 3s' }],
  ])('%s', async (_name, reply, expected) => {
    const { port } = await health(reply);
    // Long enough for a busy machine; only silence lasts until the end of it.
    const timeoutMs = 'silent' in reply ? 3000 : 20_000;
    expect(await attemptGrpc({ host: '127.0.0.1', port, timeoutMs })).toEqual(expected);
  });

  it('asks for the service', async () => {
    const { port, calls } = await health({ frame: [8, 1] });
    await attemptGrpc({ host: '127.0.0.1', port, service: 'orders', timeoutMs: 20_000 });
    expect(calls[0]?.path).toBe('/grpc.health.v1.Health/Check');
    expect(calls[0]?.headers['user-agent']).toMatch(/^kube-probe\/1\.36 /);
    expect([...(calls[0]?.body ?? [])]).toEqual([0, 0, 0, 0, 8, 0x0a, 6, ...Buffer.from('orders')]);
  });

  it('waits for a refused port until the time is up, as grpc-go does', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await attemptGrpc({ host: '127.0.0.1', port, timeoutMs: 200 })).toEqual({
      result: 'failure',
      output: `timeout: failed to connect service "127.0.0.1:${port}" within 200ms: context deadline exceeded`,
    });
  });

  it('is no gRPC at all', async () => {
    const port = await listen(
      createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    const outcome = await attemptGrpc({ host: '127.0.0.1', port, timeoutMs: 300 });
    expect(outcome.result).toBe('failure');
  });
});

it('says so when an https probe meets a plain server', async () => {
  const port = await listen(
    createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  const outcome = await attemptHttp({ url: probeUrl('https', '127.0.0.1', port, '/'), timeoutMs: 20_000 });
  expect(outcome.output).toBe(`Get "https://127.0.0.1:${port}/": http: server gave HTTP response to HTTPS client`);
});
