import { createServer as createPlainServer, type IncomingMessage } from 'node:http';
import { Agent, createServer, type Server } from 'node:https';
import type { Server as NetServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type HttpCheckOptions, httpCheck } from '@probez/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '../../../test/support/missing.ts';
import { runOnce } from './support.ts';
import { createTlsFiles, type TlsFiles } from './tls-files.ts';

/** What a server learnt of the client in one request. */
interface Learnt {
  readonly path: string;
  readonly certificate: unknown;
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

function portOf(server: NetServer): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('does not listen');
  return address.port;
}

describe.skipIf(missing('openssl'))('a redirect to another origin', () => {
  let files: TlsFiles;
  let here: { url: string; learnt: Learnt[]; server: Server };
  let there: typeof here;

  async function serve(location: (request: IncomingMessage) => string | undefined): Promise<typeof here> {
    const { cert, key } = files.issue('localhost', -1, 30);
    const learnt: Learnt[] = [];
    const server = createServer({ cert, key, ca: files.ca, requestCert: true, rejectUnauthorized: false });
    server.on('request', (request, response) => {
      learnt.push({
        path: request.url ?? '',
        certificate: request.socket instanceof TLSSocket ? request.socket.getPeerCertificate()?.subject?.CN : undefined,
        authorization: request.headers.authorization,
        cookie: request.headers.cookie,
      });
      const to = location(request);
      if (to === undefined) response.end('there');
      else response.writeHead(307, { location: to }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `https://localhost:${portOf(server)}`, learnt, server };
  }

  beforeAll(async () => {
    files = createTlsFiles();
    there = await serve(({ url }) => (url === '/back' ? `${here.url}/home` : undefined));
    here = await serve(({ url }) =>
      url === '/same'
        ? '/home'
        : url === '/away'
          ? `${there.url}/b`
          : url === '/around'
            ? `${there.url}/back`
            : undefined,
    );
  });
  afterAll(() => {
    for (const { server } of [here, there]) server.close().closeAllConnections();
    files.remove();
  });

  const secrets = (): HttpCheckOptions => ({ headers: { authorization: 'Bearer x', cookie: 'sid=x' }, redirects: 3 });
  const nothing = { certificate: undefined, authorization: undefined, cookie: undefined };
  const everything = { certificate: 'client', authorization: 'Bearer x', cookie: 'sid=x' };

  test.each([
    ['in tls', (cert: string, key: string) => ({ tls: { ca: files.ca, cert, key } })],
    [
      "in the app's own agent",
      (cert: string, key: string) => ({ agent: new Agent({ ca: files.ca, cert, key }), tls: { ca: files.ca } }),
    ],
  ])('sees neither the client certificate nor the headers: %s', async (_where, options) => {
    const { cert, key } = files.issue('client', -1, 30);
    const check = (path: string) => httpCheck(`${here.url}${path}`, { ...secrets(), ...options(cert, key) });
    for (const [path, wanted] of [
      ['/same', [everything, everything]],
      ['/away', [everything]],
      // Once away, a secret does not come back either: who redirects may not choose where it is sent.
      ['/around', [everything, nothing]],
    ] as const) {
      here.learnt.length = 0;
      there.learnt.length = 0;
      expect(await runOnce(check(path))).toMatchObject({ status: 'pass' });
      expect(here.learnt).toMatchObject(wanted);
      expect(there.learnt).toMatchObject(path === '/same' ? [] : [nothing]);
    }
  });

  test('is asked by its own name, not by the servername of the first', async () => {
    const check = httpCheck(`${here.url}/away`, { ...secrets(), tls: { ca: files.ca, servername: 'localhost' } });
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
  });

  test('a Unix socket is the way to the first origin only', async () => {
    const socketPath = `${files.folder}/app.sock`;
    const target = createPlainServer((_, response) => response.end('there'));
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${portOf(target)}/`;
    const server = createPlainServer((_, response) => response.writeHead(302, { location: url }).end());
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const result = await runOnce(httpCheck('http://docker/', { socketPath, redirects: 1, expectBody: 'there' }));
    for (const each of [server, target]) each.close().closeAllConnections();
    expect(result).toMatchObject({ status: 'pass' });
  });
});
