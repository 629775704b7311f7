import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { certificateCheck, httpCheck } from '@probez/checks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '../../../test/support/missing.ts';
import { runOnce, start, ticks } from './support.ts';
import { createTlsFiles, type TlsFiles } from './tls-files.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.skipIf(missing('openssl'))('certificates', () => {
  let files: TlsFiles;
  const open: Server[] = [];
  beforeAll(() => {
    files = createTlsFiles();
  });
  afterAll(() => files?.remove());
  afterEach(() => {
    for (const server of open.splice(0)) server.close();
  });

  async function tlsServer(cert: string, key: string): Promise<number> {
    const server = createServer({ cert, key }, (socket) => socket.on('error', () => {}).end());
    server.on('tlsClientError', () => {});
    open.push(server);
    return listening(server);
  }

  test.each([
    ['long', -1, 90, 'pass', undefined],
    ['soon', -80, 10, 'warn', /soon expires on \d{4}-\d\d-\d\d, in (9\.9|10) days: renew it$/],
    ['tomorrow', -80, 1, 'warn', /in (0\.9|1) days: renew it$/],
    ['over', -90, -2, 'fail', /over expired on \d{4}-\d\d-\d\d: renew it$/],
    ['later', 2, 90, 'fail', /later is not valid before .*: is the clock right\?$/],
  ] as const)('%s (from day %d to day %d): %s, from a server and from a file', async (name, from, to, status, said) => {
    const { cert, key, file } = files.issue(name, from, to);
    const port = await tlsServer(cert, key);
    const tls = { ca: files.ca };
    for (const check of [certificateCheck(`localhost:${port}`, { tls }), certificateCheck({ file })]) {
      const result = await runOnce(check);
      expect(result).toMatchObject({ status, observedUnit: 'd', observedValue: expect.any(Number) });
      if (said !== undefined) expect(result.reason).toMatch(said);
    }
  });

  test('failDays fails before the end', async () => {
    const { file } = files.issue('early', -80, 5);
    expect(await runOnce(certificateCheck({ file }, { failDays: 7, warnDays: 30 }))).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/expires on .*, in less than 7 days: renew it$/),
    });
  });

  test('a certificate that clients refuse fails, unless only the dates are asked for', async () => {
    const { cert, key } = files.issue('untrusted', -1, 90);
    const port = await tlsServer(cert, key);
    expect((await runOnce(certificateCheck(`localhost:${port}`))).reason).toMatch(
      /clients refuse it \(UNABLE_TO_VERIFY_LEAF_SIGNATURE\), the certificate chain is incomplete, or its authority is not trusted here: pass it as ca$/,
    );
    const wrongName = certificateCheck(`localhost:${port}`, { tls: { ca: files.ca, servername: 'other.example' } });
    expect((await runOnce(wrongName)).reason).toMatch(
      /clients refuse it \(ERR_TLS_CERT_ALTNAME_INVALID\), the certificate is for another host name/,
    );
    const datesOnly = certificateCheck(`localhost:${port}`, { tls: { rejectUnauthorized: false } });
    expect((await runOnce(datesOnly)).status).toBe('pass');
    expect((await runOnce(certificateCheck(`127.0.0.1:${port}`, { tls: { ca: files.ca } }))).status).toBe('pass');
  });

  test('a file that is not there, or no certificate', async () => {
    expect((await runOnce(certificateCheck({ file: '/no/such.pem' }))).reason).toMatch(/ENOENT/);
    expect((await runOnce(certificateCheck({ file: `${files.folder}/ca.cnf` }))).reason).toBe(
      `certificate of ${files.folder}/ca.cnf: no PEM certificate in the file`,
    );
  });

  test('a server that never shakes hands: the abort closes the socket', async () => {
    let closed = false;
    const server = createTcp((socket) => {
      socket
        .on('error', () => {})
        .once('close', () => {
          closed = true;
        });
      socket.resume();
    });
    open.push(server);
    const run = start(certificateCheck(`127.0.0.1:${await listening(server)}`));
    await new Promise((resolve) => setTimeout(resolve, 50));
    run.abort();
    await expect(run.outcome).rejects.toThrow('timed out');
    while (!closed) await ticks();
  });

  test('httpCheck over TLS: trusted by its authority only', async () => {
    const { cert, key } = files.issue('web', -1, 90);
    const server = createHttps({ cert, key }, (_, response) => response.end('ok'));
    open.push(server);
    const port = await listening(server);
    expect(
      (await runOnce(httpCheck(`https://localhost:${port}/`, { tls: { ca: files.ca }, expectBody: 'ok' }))).status,
    ).toBe('pass');
    const refused = await runOnce(httpCheck(`https://localhost:${port}/`));
    expect(refused.status).toBe('fail');
    expect(refused.reason).toMatch(/pass (it|its certificate authority) as ca$/);
    server.closeAllConnections();
  });
});
