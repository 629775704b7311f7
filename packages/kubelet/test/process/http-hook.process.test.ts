import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createProcessWorld, createRealClock, drivePod, type KubeletRecord, parsePod } from '../../src/index.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

function listen(server: Server): Promise<number> {
  cleanups.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Runs a Pod with a postStart hook until the hook has ended. */
function playHook(port: number): Promise<readonly KubeletRecord[]> {
  const httpGet = {
    scheme: 'HTTPS',
    port,
    path: '/hook?a=1',
    httpHeaders: [{ name: 'Authorization', value: 'secret' }],
  };
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'hooked' },
    spec: {
      containers: [{ name: 'app', image: 'x', command: ['sleep', '600'], lifecycle: { postStart: { httpGet } } }],
    },
  };
  const clock = createRealClock();
  const world = createProcessWorld({ command: ({ command }) => command, env: () => process.env, cwd: () => undefined });
  const records: KubeletRecord[] = [];
  return new Promise((resolve) => {
    const driver = drivePod({
      pod: parsePod(manifest),
      clock,
      world,
      onRecord(record) {
        records.push(record);
        if (record.kind === 'hook' && record.event !== 'started') driver.send({ kind: 'forceKill' });
        if (record.kind === 'container' && record.event === 'exited') {
          driver.close();
          world.killAll();
          resolve(records);
        }
      },
    });
  });
}

const events = (records: readonly KubeletRecord[]) =>
  records.flatMap((one) => (one.kind === 'event' && one.type === 'Warning' ? [`${one.reason}: ${one.message}`] : []));

describe('a hook over https to a server that speaks http', () => {
  it('is tried once more over http, without Authorization', async () => {
    const seen: [string | undefined, IncomingHttpHeaders][] = [];
    const server = createServer((request, response) => {
      seen.push([request.url, request.headers]);
      response.statusCode = 404; // any answer will do
      response.end();
    });
    const port = await listen(server);
    const records = await playHook(port);
    expect(seen).toEqual([
      [
        '/hook?a=1',
        { host: `127.0.0.1:${port}`, 'user-agent': 'kube-lifecycle/1.36', accept: '*/*', connection: 'close' },
      ],
    ]);
    expect(events(records)).toEqual([
      `LifecycleHTTPFallback: request to HTTPS lifecycle hook 127.0.0.1:${port} got HTTP response, retry with HTTP succeeded`,
    ]);
    expect(records.filter((one) => one.kind === 'hook').map(({ event }) => event)).toEqual(['started', 'ended']);
  });

  it('fails with what https said when http fails too', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(++connections === 1 ? 'HTTP/1.1 400 Bad Request\r\n\r\n' : 'nonsense'));
    });
    const records = await playHook(await listen(server));
    expect(connections).toBe(2);
    expect(events(records)).toEqual(['FailedPostStartHook: PostStartHook failed']);
    expect(records.find((one) => one.kind === 'hook' && one.event === 'failed')).toMatchObject({
      message: expect.stringContaining('http: server gave HTTP response to HTTPS client'),
    });
  });
});
