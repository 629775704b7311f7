import { once } from 'node:events';
import http from 'node:http';
import { createHealth as fastifyHealth, gracefulShutdown as fastifyShutdown, probes } from '@probez/fastify';
import { createHealth, gracefulShutdown, manualCheck, type ShutdownOptions } from '@probez/node';
import fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { holding } from './holding.ts';
import { endAll, portOf as portOfProcess, start } from './process.ts';

// The faults of other libraries that have to do with going away, by number. Each was seen in a released version.

const agents: http.Agent[] = [];
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
  endAll();
});

interface Answer {
  readonly status: number | undefined;
  readonly connection: string | undefined;
  readonly body: string;
}

/** A client with a keep-alive connection of its own. */
function client(port: number): (path: string) => Promise<Answer> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return (path) =>
    new Promise((resolve, reject) => {
      http
        .get({ host: '127.0.0.1', port, path, agent }, (response) => {
          let body = '';
          response.setEncoding('utf8').on('data', (text: string) => {
            body += text;
          });
          const { statusCode: status, headers } = response;
          response.once('end', () => resolve({ status, connection: headers.connection, body })).once('error', reject);
        })
        .once('error', reject);
    });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A service with probes, a quick answer and slow ones, that goes when told. */
async function service(options: Partial<ShutdownOptions> = {}) {
  const { probes: listener } = await import('@probez/node');
  const health = createHealth({ logger: false });
  await health.start();
  const begun: string[] = [];
  const fallback = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    begun.push(request.url ?? '');
    await pause(Number(searchParams.get('ms') ?? 0));
    response.end('hello');
  };
  const server = http.createServer(listener<http.IncomingMessage, http.ServerResponse>(health, { fallback }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const codes: number[] = [];
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const shutdown = gracefulShutdown(server, {
    health,
    signals: [],
    logger: { info: write, warn: write, error: write },
    exit: (code) => void codes.push(code),
    delayMs: 500,
    ...options,
  });
  const reached = async (path: string): Promise<void> => {
    while (!begun.includes(path)) await pause(5);
  };
  return { health, server, port, codes, lines, shutdown, reached };
}

describe('faults of other libraries, when going away', () => {
  it('17: liveness fails from the first moment of the drain', async () => {
    const drain = holding();
    const { port, shutdown } = await service(drain.options);
    const ask = client(port);
    const report = shutdown.shutdown();
    expect(await ask('/livez')).toMatchObject({ status: 200, body: 'ok' });
    expect(await ask('/startupz')).toMatchObject({ status: 200, body: 'ok' });
    expect(await ask('/readyz')).toMatchObject({ status: 503 });
    drain.go();
    await report;
  });

  it('18: requests in flight are destroyed after the delay; 1.5 s is too long for the default', async () => {
    const { port, shutdown, reached } = await service({ delayMs: 50 });
    const slow = client(port)('/?ms=1500');
    await reached('/?ms=1500');
    const report = shutdown.shutdown();
    expect(await slow).toMatchObject({ status: 200, body: 'hello' });
    expect(await report).toMatchObject({ exitCode: 0, cut: [] });
  });

  it('19: keep-alive is still answered while stopping; the listener stays open and new clients are reset', async () => {
    const drain = holding();
    const { port, shutdown, server, reached } = await service(drain.options);
    const ask = client(port);
    expect(await ask('/')).toMatchObject({ connection: 'keep-alive' });
    const slow = client(port)('/?ms=2500');
    await reached('/?ms=2500');
    const report = shutdown.shutdown();
    expect(await ask('/')).toMatchObject({ status: 200, connection: 'close' });
    expect(await client(port)('/')).toMatchObject({ status: 200, connection: 'close' });
    drain.go();
    while (server.listening) await pause(5);
    await expect(client(port)('/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await slow).toMatchObject({ status: 200, connection: 'close' });
    await report;
  });

  it('20: handlers run before the server closes, and the database is closed under a request', async () => {
    let open = true;
    const seen: boolean[] = [];
    const { port, shutdown, server, reached } = await service({
      onClose: () => {
        open = false;
      },
    });
    server.on('request', (_request, response) => response.once('finish', () => seen.push(open)));
    const slow = client(port)('/?ms=2500');
    await reached('/?ms=2500');
    const report = shutdown.shutdown();
    await slow;
    await report;
    expect(seen).toEqual([true]);
    expect(open).toBe(false);
  });

  it('21: calling it twice runs the hooks twice', async () => {
    const runs: string[] = [];
    const { shutdown, server, health, codes } = await service({ delayMs: 0, onClose: () => void runs.push('closed') });
    const again = gracefulShutdown(server, { health, onClose: () => void runs.push('closed by the second') });
    await Promise.all([shutdown.shutdown(), again.shutdown(), shutdown.shutdown()]);
    await gracefulShutdown(server, { health }).shutdown();
    expect(runs).toEqual(['closed']);
    expect(codes).toEqual([0]);
  });

  it('22: a hook that hangs ignores the deadline; a synchronous throw is a TypeError in the library', async () => {
    const ran: string[] = [];
    const { shutdown, lines } = await service({
      delayMs: 0,
      onDrain: () => {
        throw new RangeError('at once');
      },
      onClose: [
        { name: 'hangs', timeoutMs: 50, run: () => new Promise(() => {}) },
        { name: 'next', run: () => void ran.push('next') },
      ],
    });
    expect(await shutdown.shutdown()).toMatchObject({ exitCode: 1, cause: 'finished' });
    expect(ran).toEqual(['next']);
    expect(lines.join('\n')).toMatch(/failed after .*: at once[\s\S]*"hangs" timed out after/);
  });

  it('23: exit code 1, 15 or 137 after a clean shutdown; an exception before listening is swallowed', async () => {
    const clean = start('exits.mjs', { SCENE: 'plain', OPTIONS: '{"delayMs":50}' });
    await portOfProcess(clean);
    clean.child.kill('SIGTERM');
    expect(await clean.ended).toBe(0);
    expect(await start('exits.mjs', { SCENE: 'before-listening' }).ended).toBe(1);
  });

  it('24: signals are trapped that must not be; listeners stay', async () => {
    const names = [
      'SIGTERM',
      'SIGINT',
      'SIGHUP',
      'SIGSEGV',
      'SIGBUS',
      'SIGILL',
      'SIGFPE',
      'SIGQUIT',
      'uncaughtException',
    ];
    const count = (): number[] => names.map((name) => process.listenerCount(name));
    const before = count();
    const one = await service({ delayMs: 0, signals: ['SIGTERM', 'SIGINT'] });
    expect(count()).toEqual(before.map((listeners, index) => (index < 2 ? listeners + 1 : listeners)));
    await one.shutdown.shutdown();
    expect(count()).toEqual(before);
    const two = await service({ signals: ['SIGTERM'] });
    two.shutdown.dispose();
    two.server.close();
    expect(count()).toEqual(before);
    for (const signal of ['SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGKILL', 'SIGSTOP', 'SIGABRT', 'SIGUSR1'] as const)
      expect(() => gracefulShutdown([], { health: one.health, signals: [signal] })).toThrow(signal);
  });

  it('25: resources are closed in a framework hook that runs before the drain window', async () => {
    let open = true;
    const health = fastifyHealth({ logger: false });
    const app = fastify();
    await app.register(probes, { health });
    app.addHook('onClose', async () => {
      open = false;
    });
    let asked = 0;
    app.get('/', async () => {
      asked += 1;
      await pause(200);
      return open ? 'row' : 'the database is closed';
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const port = Number(Reflect.get(Object(app.server.address()), 'port'));
    const drain = holding();
    const shutdown = fastifyShutdown(app, { health, ...drain.options, signals: [], logger: false, exit: () => {} });
    const report = shutdown.shutdown();
    const first = await client(port)('/');
    const second = client(port)('/');
    while (asked < 2) await pause(5);
    drain.go();
    expect([first.body, (await second).body]).toEqual(['row', 'row']);
    await report;
    expect(open).toBe(false);
  });

  it('26: readiness returns to healthy during the drain', async () => {
    const drain = holding();
    const { port, health, shutdown } = await service(drain.options);
    const gate = manualCheck({ name: 'gate', initial: 'fail' });
    health.register(gate);
    let settle = (_passed: boolean): void => {};
    health.register({ name: 'late', run: () => new Promise((resolve) => (settle = resolve)) });
    const report = shutdown.shutdown();
    gate.pass();
    settle(true);
    const degraded = manualCheck({ name: 'degraded', critical: false });
    health.register(degraded);
    degraded.warn('a little slow');
    degraded.pass();
    await health.refresh();
    expect(await client(port)('/readyz')).toMatchObject({ status: 503 });
    drain.go();
    await report;
    expect(health.verdict('readiness').ok).toBe(false);
  });
});
