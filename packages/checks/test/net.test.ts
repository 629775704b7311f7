import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { dnsCheck, tcpCheck } from '@probez/checks';
import { expect, test } from 'vitest';
import { parseTarget } from '../src/tcp.ts';
import { runOnce, start } from './support.ts';

test('tcp: accepted passes, and the connection is closed each time', async () => {
  let open = 0;
  let taken = 0;
  const server = createServer((socket) => {
    open += 1;
    taken += 1;
    socket
      .on('error', () => {})
      .on('close', () => {
        open -= 1;
      });
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const check = tcpCheck({ port });
  for (let run = 0; run < 20; run += 1)
    expect(await runOnce(check)).toMatchObject({ status: 'pass', observedUnit: 'ms' });
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(taken).toBe(20);
  await new Promise((resolve) => server.close(resolve));
  expect(await runOnce(check)).toMatchObject({
    status: 'fail',
    reason: `TCP to 127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}; nothing listens there: is the server running, and are host and port right?`,
  });
});

test.each([
  ['db:5432', { host: 'db', port: 5432 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  [8080, { host: '127.0.0.1', port: 8080 }],
  [
    { host: 'x', port: 1 },
    { host: 'x', port: 1 },
  ],
  [{ path: '/run/x.sock' }, { path: '/run/x.sock' }],
])('target %o', (target, parsed) => {
  expect(parseTarget('tcpCheck', target)).toEqual(parsed);
});

test('dns: what the system resolves, and what it cannot', async () => {
  expect(await runOnce(dnsCheck('localhost', { expect: ['127.0.0.1', '::1'] }))).toMatchObject({ status: 'pass' });
  expect((await runOnce(dnsCheck('localhost', { expect: '192.0.2.1' }))).reason).toMatch(
    /^DNS for localhost: resolves to .*, but expected 192\.0\.2\.1$/,
  );
  const missing = await runOnce(dnsCheck('no-such-host.invalid'));
  expect(missing.status).toBe('fail');
  expect(missing.reason).toMatch(/^DNS for no-such-host\.invalid: getaddrinfo (ENOTFOUND|EAI_AGAIN) /);
});

test('dns: a server that never answers is let go at the abort', async () => {
  const silent = createSocket('udp4');
  await new Promise<void>((resolve) => silent.bind(0, '127.0.0.1', resolve));
  const run = start(dnsCheck('example.com', { method: 'resolve4', servers: [`127.0.0.1:${silent.address().port}`] }));
  await new Promise((resolve) => setTimeout(resolve, 50));
  run.abort();
  await expect(run.outcome).rejects.toThrow('timed out');
  silent.close();
});
