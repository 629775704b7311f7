import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2, createSecureServer, type Http2SecureServer, type Http2Server } from 'node:http2';
import { type AddressInfo, createServer as createTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readTarget } from '../src/check/target.ts';
import { build, command, runCommand } from './process.ts';

const closers: (() => void)[] = [];
let directory = '';
let http = 0;
let silent = 0;
let grpc = 0;
let closed = 0;

const listen = (server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
  close(): void;
}) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    closers.push(() => server.close());
  });

let cuts = 0;
const app = (): Server =>
  createServer((request, response) => {
    const url = request.url ?? '';
    const status = /^\/status\/(\d+)$/.exec(url)?.[1];
    if (status !== undefined) response.writeHead(Number(status)).end(`body of ${status}`);
    else if (url === '/ok') response.end('OK');
    else if (url === '/ok-line') response.end('OK\n');
    else if (url === '/headers') response.end(request.rawHeaders.join('|'));
    else if (url === '/here') response.writeHead(302, { location: '/ok' }).end();
    else if (url === '/away') response.writeHead(302, { location: 'http://elsewhere.example/' }).end();
    else if (url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (url === '/big') response.end('x'.repeat(1_000_000));
    else if (url === '/stall') response.writeHead(200, { 'content-length': '10' }).write('x');
    else if (url === '/cut-once') {
      response.writeHead(200, { 'content-length': '2' });
      if (cuts++ > 0) response.end('OK');
      else response.write('O', () => response.destroy());
    } else if (url !== '/hang') response.writeHead(404).end();
  });

/** grpc.health.v1 by hand: SERVING for "", NOT_SERVING for "down", NotFound for anything else. */
function health(server: Http2Server | Http2SecureServer = createHttp2()) {
  server.on('stream', (stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => chunks.push(Buffer.from(chunk)));
    stream.on('end', () => {
      const message = Buffer.concat(chunks).subarray(5);
      const service = message.length === 0 ? '' : message.subarray(2).toString();
      const known = service === '' || service === 'down';
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': known ? '0' : '5', 'grpc-message': 'unknown service' }),
      );
      if (known) stream.end(Buffer.from([0, 0, 0, 0, 2, 8, service === '' ? 1 : 2]));
      else stream.end();
    });
  });
  return server;
}

beforeAll(async () => {
  build();
  directory = mkdtempSync(join(tmpdir(), 'probez-check-'));
  const server = app();
  http = await listen(server);
  closers.push(() => server.closeAllConnections());
  silent = await listen(createTcp(() => {}));
  grpc = await listen(health());
  const gone = createTcp();
  closed = await listen(gone);
  gone.close();
  const local = app();
  await new Promise<void>((resolve) => local.listen(join(directory, 'app.sock'), resolve));
  closers.push(() => local.close());
}, 120_000);

afterAll(() => {
  for (const close of closers) close();
  rmSync(directory, { recursive: true, force: true });
});

const fill = (text: string) =>
  text
    .replace('HTTP', `http://127.0.0.1:${http}`)
    .replace('PORT', String(http))
    .replace('GRPC', `grpc://127.0.0.1:${grpc}`)
    .replace('SILENT', `127.0.0.1:${silent}`)
    .replace('CLOSED', `127.0.0.1:${closed}`)
    .replace('DIR', directory);

/** The servers are in this process, which a busy machine may hold up for longer than the default of one second. */
const PATIENT = ['--timeout', '15'];

describe('exit code and text', () => {
  test.each<[string[], number, RegExp]>([
    [['HTTP/ok'], 0, /^success, 200 in [\d.]+ ms\n$/],
    [['HTTP/status/399'], 0, /^success, 399/],
    [['HTTP/status/400'], 1, /^HTTP probe failed with statuscode: 400\n$/],
    [['HTTP/status/503'], 1, /^HTTP probe failed with statuscode: 503\n$/],
    [['HTTP/here'], 0, /^success, 200/],
    [['HTTP/away'], 0, /^success, 302 .*redirect/],
    [['HTTP/loop'], 1, /stopped after 10 redirects/],
    [['HTTP/big'], 0, /^success, 200/],
    [['--timeout', '300ms', 'HTTP/hang'], 1, /context deadline exceeded/],
    [['--timeout', '3s', 'HTTP/stall'], 1, /would not count/],
    [['HTTP/cut-once'], 0, /^success, 200/],
    [['http://CLOSED/'], 1, /connect: connection refused/],
    [['--timeout', '300ms', 'http://SILENT/'], 1, /context deadline exceeded/],
    [['--expect-body', 'OK', 'HTTP/ok'], 0, /^success/],
    [['--expect-body', 'OK', 'HTTP/ok-line'], 0, /^success/],
    [['--expect-body', 'ok', 'HTTP/ok'], 1, /^the body is "OK", not "ok"\n$/],
    [['--expect-body', '', 'HTTP/ok'], 1, /^the body is "OK", not ""\n$/],
    [['--expect-body', 'body of 503', 'HTTP/status/503'], 1, /statuscode: 503/],
    [['tcp://127.0.0.1:PORT'], 0, /^success in/],
    [['tcp://SILENT'], 0, /^success in/],
    [['tcp://CLOSED'], 1, /^dial tcp 127\.0\.0\.1:\d+: connect: connection refused\n$/],
    [['GRPC'], 0, /^success in/],
    [['GRPC/'], 0, /^success in/],
    [['GRPC/down'], 1, /NOT_SERVING/],
    [['GRPC/nobody'], 1, /NotFound|unknown service/],
    [['--timeout', '300ms', 'grpc://SILENT'], 1, /timeout|deadline/],
    [['unix://DIR/app.sock'], 0, /^success in/],
    [['unix://DIR/none.sock'], 1, /no such file or directory/],
    [['http+unix://DIR/app.sock:/ok'], 0, /^success, 200/],
    [['http+unix://DIR/app.sock:/status/500'], 1, /statuscode: 500/],
    [['--unix-socket', 'DIR/app.sock', '--expect-body', 'OK', 'http://app.example/ok'], 0, /^success, 200/],
    [['--insecure', '-k', 'HTTP/ok'], 0, /^success/],
    [['https://127.0.0.1:PORT/'], 1, /HTTP response to HTTPS client/],
    [['http://no-such-host.invalid/'], 1, /no such host|name resolution/],
  ])('%j', async (args, code, text) => {
    const ended = await runCommand(['check', ...(args.includes('--timeout') ? [] : PATIENT), ...args.map(fill)]);
    expect(ended.stdout + ended.stderr).toMatch(text);
    expect(ended.code).toBe(code);
    expect(code === 0 ? ended.stderr : ended.stdout).toBe('');
  });

  test('the headers are the kubelet’s, and --header replaces, repeats, removes', async () => {
    const sent = async (...args: string[]) => {
      const { stdout } = await runCommand(['check', ...PATIENT, '--json', ...args, fill('HTTP/headers')]);
      return String(JSON.parse(stdout).body).split('|');
    };
    const usual = await sent();
    expect(usual).toEqual([
      'Host',
      `127.0.0.1:${http}`,
      'User-Agent',
      expect.stringMatching(/^kube-probe\/1\.\d+$/),
      'Accept',
      '*/*',
      'Connection',
      'close',
    ]);
    const own = await sent('--header', 'Host: a.example', '-H', 'X-A: 1', '-H', 'x-a: 2', '-H', 'Accept:');
    expect(own.slice(0, 2)).toEqual(['Host', 'a.example']);
    expect(own.slice(4)).toEqual(['X-A', '1', 'X-A', '2', 'Connection', 'close']);
  });

  test('--quiet prints nothing, --json one line either way', async () => {
    expect(await runCommand(['check', ...PATIENT, '-q', fill('HTTP/status/503')])).toEqual({
      code: 1,
      stdout: '',
      stderr: '',
    });
    const { code, stdout, stderr } = await runCommand(['check', ...PATIENT, '--json', fill('HTTP/status/503')]);
    expect({ code, stderr, lines: stdout.split('\n').length }).toEqual({ code: 1, stderr: '', lines: 2 });
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      result: 'failure',
      status: 503,
      message: 'HTTP probe failed with statuscode: 503',
    });
  });
});

test('targets are read as they are written', () => {
  const read = (text: string) => readTarget(text, undefined);
  expect(read('grpc://[::1]:9090/a.B')).toMatchObject({ host: '::1', port: 9090, service: 'a.B' });
  expect(read('grpc+unix:///run/a.sock:a.B')).toMatchObject({ socketPath: '/run/a.sock', service: 'a.B' });
  expect(read('http+unix:///run/a:b.sock:/x?y=z')).toMatchObject({
    socketPath: '/run/a:b.sock',
    url: { path: '/x', query: '?y=z' },
  });
  expect(read('http+unix:///run/a.sock')).toMatchObject({ socketPath: '/run/a.sock', url: { path: '/' } });
  expect(read('HTTP://Example.com')).toMatchObject({ type: 'http', url: { port: 80, path: '/' } });
});

/** CPU seconds of a process, user and system together: unlike the time on the wall they do not count what else the machine does. */
function cpuSeconds(args: readonly string[]): number {
  // The second line of `times` is what the shell's children took: `0m0.04s 0m0.01s`.
  const script = '"$@" > /dev/null && times';
  const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', process.execPath, ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  return Array.from((stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)).reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

/** A server in a process of its own: spawnSync stops this one. */
const apart = `const s = require('node:http').createServer((q, r) => r.end('OK')); s.listen(0, '127.0.0.1', () => console.log(s.address().port))`;

test('starts and finishes within 1.5 x of `node -e 0`', async () => {
  const server = spawn(process.execPath, ['-e', apart], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = await once(server.stdout, 'data');
    const target = `127.0.0.1:${String(port).trim()}`;
    const cases = {
      base: ['-e', '0'],
      http: [command, 'check', `http://${target}/livez`],
      tcp: [command, 'check', `tcp://${target}`],
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round < 12; round++) {
      for (const [name, args] of Object.entries(cases)) {
        times[name] ??= [];
        times[name].push(cpuSeconds(args));
      }
    }
    const middle = (list: number[] = []) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
    expect(middle(times.http) / middle(times.base)).toBeLessThan(1.5);
    expect(middle(times.tcp) / middle(times.base)).toBeLessThan(1.5);
  } finally {
    server.kill();
  }
});

describe('a wait, and what else may be expected', () => {
  test.each([
    [['--expect-status', '503', '/status/503'], 0],
    [['--expect-status', '200,204', '/status/204'], 0],
    [['--expect-status', '204', '/ok'], 1],
    [['--body-contains', 'body of', '/status/200'], 0],
    [['--body-contains', 'nothing', '/ok'], 1],
    [['--expect-status', '503', '--expect-body', 'body of 503', '/status/503'], 0],
    [['--expect-status', 'all', '/ok'], 2],
    [['--wait', 'long', '/ok'], 2],
    [['--wait', '700ms', '/status/503'], 1],
  ])('%j', async (args, code) => {
    const path = args.at(-1) ?? '';
    const ended = await runCommand([
      'check',
      '--timeout',
      '10',
      ...args.slice(0, -1),
      `http://127.0.0.1:${http}${path}`,
    ]);
    expect(ended).toMatchObject({ code });
  });

  test('--wait goes on until somebody listens', async () => {
    const late = createTcp();
    const port = await new Promise<number>((resolve) => {
      const first = createTcp().listen(0, '127.0.0.1', () => {
        const { port: free } = first.address() as AddressInfo;
        first.close(() => resolve(free));
      });
    });
    const waiting = runCommand(['check', '--wait', '60s', `tcp://127.0.0.1:${port}`]);
    await once(late.listen(port, '127.0.0.1'), 'listening');
    closers.push(() => late.close());
    expect(await waiting).toMatchObject({ code: 0 });
  });

  test.each(['--body-contains', '--expect-status'])('%s needs an http target', async (option) => {
    const ended = await runCommand(['check', option, '200', 'tcp://127.0.0.1:80']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(`${option} needs an http target`) });
  });
});

test('grpcs:// is gRPC with TLS, whose certificate is not verified', async () => {
  const pem = (name: string) =>
    readFileSync(new URL(`../../../test/conformance/fixtures/localhost-${name}.pem`, import.meta.url));
  const port = await listen(health(createSecureServer({ key: pem('key'), cert: pem('cert') })));
  expect(await runCommand(['check', '--timeout', '10', `grpcs://127.0.0.1:${port}`])).toMatchObject({ code: 0 });
  expect(await runCommand(['check', '--timeout', '10', `grpcs://127.0.0.1:${port}/down`])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('NOT_SERVING'),
  });
  expect(await runCommand(['check', '--timeout', '1', `grpcs://127.0.0.1:${grpc}`])).toMatchObject({ code: 1 });
});

describe('what NODE_OPTIONS loads beside it does not count against the time-out', () => {
  const asleep = (ms: number) => `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});`;
  const preload = (name: string, code: string) => {
    const file = join(directory, name);
    writeFileSync(file, code);
    return file;
  };

  test.each([
    ['--require', 'slow.cjs', asleep(2000)],
    ['--import', 'slow.mjs', `${asleep(1000)} await new Promise((resolve) => setTimeout(resolve, 1000));`],
  ])('%s of a module that takes its time', async (option, name, code) => {
    const env = { NODE_OPTIONS: `${option} ${preload(name, code)}` };
    const began = performance.now();
    const { stdout } = await runCommand(['check', ...PATIENT, '--json', fill('HTTP/ok')], { env });
    const took = performance.now() - began;
    const { ok, durationMs } = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(took - durationMs).toBeGreaterThan(1900);
  });

  test('nor one that holds the process up while the endpoint is asked', async () => {
    // Asleep for longer than the time-out, which has gone by when the answer could be read.
    const env = { NODE_OPTIONS: `--require ${preload('late.cjs', `setImmediate(() => { ${asleep(12_000)} });`)}` };
    const targets = ['HTTP/ok', 'tcp://127.0.0.1:PORT', 'GRPC'].map(fill);
    const ended = await Promise.all(targets.map((one) => runCommand(['check', '--timeout', '8', one], { env })));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(targets.map(() => ({ code: 0, stderr: '' })));
  });
});
