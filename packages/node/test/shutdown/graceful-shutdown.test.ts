import { once } from 'node:events';
import http from 'node:http';
import { createHealth } from '@probez/core';
import { describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { gracefulShutdown } from '../../src/index.ts';
import type { ShutdownEvent } from '../../src/shutdown/types.ts';
import { eventually, get, heldRequests, listening, rawClient, underTest } from './support.ts';

describe('phases', () => {
  it('fails readiness at once; liveness and startup pass to the end; the signal aborts; events tell of all', async () => {
    const server = http.createServer();
    await listening(server);
    const under = underTest(server, { onClose: { name: 'database', run: () => {} } });
    await under.health.start();
    const events: ShutdownEvent[] = [];
    under.shutdown.subscribe((event) => events.push(event));
    under.shutdown.subscribe(() => {
      throw new Error('a bad listener');
    });
    const verdicts = () =>
      (['readiness', 'liveness', 'startup'] as const).map((probe) => under.health.verdict(probe).ok);
    expect(verdicts()).toEqual([true, true, true]);
    expect(under.shutdown.phase).toBe('running');
    const report = under.shutdown.shutdown('SIGTERM');
    expect(verdicts()).toEqual([false, true, true]);
    expect(under.shutdown.signal.aborted).toBe(true);
    expect(under.shutdown.signal.reason).toMatchObject({ code: 'SHUTDOWN' });
    await under.clock.advance(10_000);
    await report;
    expect(verdicts()).toEqual([false, true, true]);
    expect(under.clock.timers).toBe(0);
    expect(events).toMatchObject([
      { type: 'phase', from: 'running', phase: 'draining', reason: 'SIGTERM', durationMs: 0 },
      { type: 'phase', from: 'draining', phase: 'closing', durationMs: 10_000 },
      { type: 'phase', from: 'closing', phase: 'closed' },
      { type: 'hook', stage: 'onClose', name: 'database', outcome: 'done' },
      { type: 'phase', from: 'closed', phase: 'exited' },
    ]);
    expect(under.lines.at(-1)).toBe('probez: shutdown: finished in 10.0 s (SIGTERM), exit code 0');
  });

  it('says how long requests still have, of what the jobs have left', async () => {
    let done = (): void => {};
    const job = new Promise<void>((resolve) => {
      done = resolve;
    });
    const under = underTest([], {
      ...{ delayMs: 0, drainTimeoutMs: 20_000, deadlineMs: 28_000 },
      whileDraining: { name: 'job', timeoutMs: 24_000, run: () => job },
    });
    const report = under.shutdown.shutdown();
    await under.clock.advance(22_000);
    done();
    await report;
    expect(under.lines.find((line) => line.includes('closing after'))).toMatch(
      /closing after 22\.0 s: .* 6\.0 s to finish/,
    );
  });

  it('runs once, whoever asks how often', async () => {
    const server = http.createServer();
    await listening(server);
    const runs: string[] = [];
    const under = underTest(server, { onClose: ({ reason }) => void runs.push(reason) });
    const warned: string[] = [];
    const logger = { info() {}, error() {}, warn: (line: string) => void warned.push(line) };
    const again = gracefulShutdown(server, { health: under.health, logger });
    expect(again).toBe(under.shutdown);
    expect(warned).toEqual([
      'probez: shutdown: gracefulShutdown was called again for the same server: the options of the first call count',
    ]);
    const reports = [under.shutdown.shutdown('first'), again.shutdown('second')];
    await under.clock.advance(20_000);
    const [first, second] = await Promise.all(reports);
    expect(first).toBe(second);
    expect(first?.reason).toBe('first');
    expect(runs).toEqual(['first']);
    expect(under.codes).toEqual([0]);
  });

  it('does not wait where nobody listens, and stops a server that begins to listen while closing', async () => {
    const { held, server } = heldRequests();
    const other = http.createServer();
    const under = underTest([server, other]);
    void held;
    void under.shutdown.shutdown();
    await under.clock.settle();
    await eventually(() => under.codes.length === 1, 'it is over without a tick of the clock');
    expect(under.codes).toEqual([0]);

    const late = http.createServer();
    const busy = heldRequests();
    const port = await listening(busy.server);
    const both = underTest([late, busy.server], { delayMs: 0 });
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => busy.held.length === 1, 'the request is there');
    const report = both.shutdown.shutdown();
    await both.clock.settle();
    await eventually(() => !busy.server.listening, 'it is closing');
    late.listen(0);
    await once(late, 'listening');
    expect(late.listening).toBe(false);
    busy.held[0]?.response.end('done');
    await expect(report).resolves.toMatchObject({ exitCode: 0 });
  });

  it('works for a service without a server', async () => {
    const under = underTest([], { whileDraining: () => 'jobs done' });
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    // Whatever it serves by other means has its delay, too.
    await expect(report).resolves.toMatchObject({ exitCode: 0, durationMs: 10_000 });
  });

  it('ends several shutdowns of a process together, with the worst exit code', async () => {
    const codes: number[] = [];
    const exit = (code: number): void => void codes.push(code);
    const [one, two] = [http.createServer(), http.createServer()];
    await Promise.all([listening(one), listening(two)]);
    const first = underTest(one, { exit, delayMs: 1_000 });
    const second = underTest(two, {
      exit,
      delayMs: 5_000,
      onClose: () => {
        throw new Error('no');
      },
    });
    void first.shutdown.shutdown();
    expect(second.shutdown.phase).toBe('draining');
    await first.clock.advance(1_000);
    await eventually(() => first.shutdown.phase === 'exited', 'the first is over');
    expect(codes).toEqual([]);
    await second.clock.advance(5_000);
    await eventually(() => codes.length === 1, 'both are over');
    expect(codes).toEqual([1]);
  });

  it("says in its last line what the process ends with, also where another one's hook has failed", async () => {
    const exit = (): void => {};
    const first = underTest([], { exit, delayMs: 0, onClose: () => Promise.reject(new Error('no')) });
    const second = underTest([], { exit, delayMs: 1_000 });
    const report = second.shutdown.shutdown('SIGTERM');
    await first.clock.settle();
    await second.clock.advance(1_000);
    await expect(report).resolves.toMatchObject({ exitCode: 1 });
    expect(second.lines.at(-1)).toBe('probez: shutdown: finished in 1.0 s (SIGTERM), exit code 1');
  });
});

describe('hooks', () => {
  it('run in order, each at its time, one after the other', async () => {
    const { held, server } = heldRequests();
    const port = await listening(server);
    const order: string[] = [];
    const step = (name: string, ms = 0) => ({
      name,
      run: async () => {
        order.push(`${name} begins`);
        if (ms > 0) await new Promise<void>((resolve) => void under.clock.setTimer(ms, resolve));
        order.push(`${name} ends`);
      },
    });
    const under = underTest(server, {
      onDrain: [step('registry', 100), step('consumer')],
      whileDraining: [step('jobs', 1_000)],
      onClose: [step('database', 50), step('log')],
    });
    const client = await rawClient(port);
    client.send(get('/'));
    await eventually(() => held.length === 1, 'the request is there');
    held[0]?.response.on('close', () => order.push('request over'));
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    held[0]?.response.end();
    await eventually(() => order.includes('request over'), 'the request is over');
    await under.clock.advance(100);
    await under.clock.advance(100);
    await report;
    expect(order).toEqual([
      'registry begins',
      'registry ends',
      'consumer begins',
      'consumer ends',
      'jobs begins',
      'jobs ends',
      'request over',
      'database begins',
      'database ends',
      'log begins',
      'log ends',
    ]);
  });

  it('cannot hold it up, hang it or crash it: a time-out aborts the signal, and the next one runs', async () => {
    const server = http.createServer();
    await listening(server);
    const aborted: string[] = [];
    const ran: string[] = [];
    const under = underTest(server, {
      onDrain: [
        () => {
          throw new TypeError('synchronous');
        },
        () => Promise.reject(undefined),
      ],
      whileDraining: {
        name: 'hangs',
        timeoutMs: 300,
        run: ({ signal }) => {
          signal.addEventListener('abort', () => aborted.push(signal.reason.message));
          return new Promise(() => {});
        },
      },
      onClose: [() => Promise.reject(new Error('pool: password=geheim')), () => void ran.push('last')],
    });
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    await expect(report).resolves.toMatchObject({ exitCode: 1, cause: 'finished' });
    expect(aborted).toEqual(['the hook "hangs" has not settled within 300 ms']);
    expect(ran).toEqual(['last']);
    expect(under.lines.filter((line) => line.includes(' hook '))).toEqual([
      'probez: shutdown: onDrain hook "onDrain[0]" failed after 0 ms: synchronous',
      'probez: shutdown: onDrain hook "onDrain[1]" failed after 0 ms: failed with undefined',
      'probez: shutdown: whileDraining hook "hangs" timed out after 0.3 s',
      'probez: shutdown: onClose hook "onClose[0]" failed after 0 ms: pool: password=***',
      'probez: shutdown: onClose hook "onClose[1]" done after 0 ms',
    ]);
  });

  it('ends by the deadline whatever hangs', async () => {
    const under = underTest([], {
      delayMs: 0,
      deadlineMs: 2_000,
      onClose: { timeoutMs: 60_000, run: () => new Promise(() => {}) },
    });
    const report = under.shutdown.shutdown('SIGTERM');
    await under.clock.advance(2_000);
    await expect(report).resolves.toMatchObject({ exitCode: 1, cause: 'deadline', durationMs: 2_000 });
    expect(under.lines.at(-1)).toBe(
      'probez: shutdown: deadline reached after 2.0 s (SIGTERM), exit code 1; no request was open; still running: onClose hook "onClose[0]"',
    );
  });
});

describe('WebSockets', () => {
  it.each<[string, (server: http.Server, sockets: WebSocketServer) => ReturnType<typeof underTest>]>([
    ['handed over', (server, webSocketServers) => underTest(server, { webSocketServers })],
    ['found on the connection', (server) => underTest(server)],
    ['the server that it stands on, by itself', (_server, sockets) => underTest(sockets)],
    ['both', (server, sockets) => underTest([server, sockets])],
  ])(
    'are sent 1001 when closing begins, and the upgrade is seen without changing what Node does: %s',
    async (_how, begin) => {
      const server = http.createServer((_request, response) => void response.end('plain'));
      const port = await listening(server);
      const sockets = new WebSocketServer({ server });
      const under = begin(server, sockets);
      const client = new WebSocket(`ws://127.0.0.1:${port}/chat?room=1`);
      await once(client, 'open');
      const closed = once(client, 'close');
      const report = under.shutdown.shutdown();
      await under.clock.advance(9_999);
      expect(client.readyState).toBe(WebSocket.OPEN);
      await under.clock.advance(1);
      await eventually(() => !server.listening, 'nothing is accepted any more');
      await under.clock.advance(10);
      const [code] = await closed;
      expect(code).toBe(1001);
      await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [] });
    },
  );

  it('are cut and named where nobody handed them over; an upgrade that nobody takes stays a request', async () => {
    const server = http.createServer((_request, response) => void response.end('plain'));
    const port = await listening(server);
    const under = underTest(server);
    const raw = await rawClient(port);
    raw.send(get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'));
    await eventually(() => raw.received.endsWith('plain'), 'the answer is there');
    raw.socket.destroy();
    server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n');
    });
    const client = await rawClient(port);
    client.send(get('/chat?room=1', 'Connection: Upgrade\r\nUpgrade: chat\r\n'));
    await eventually(() => client.received.includes('101'), 'it is upgraded');
    const report = under.shutdown.shutdown();
    await under.clock.advance(10_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await under.clock.advance(15_000);
    await expect(report).resolves.toMatchObject({ cut: [{ kind: 'upgrade', method: 'GET', path: '/chat' }] });
  });
});

describe('options', () => {
  const health = createHealth({ logger: false });
  const express = Object.assign(() => {}, { listen: () => {}, handle: () => {} });
  it.each<[string, unknown, unknown, string]>([
    ['an Express app', express, { health }, 'the server that its listen() returned: const server = app.listen(8080)'],
    ['a Koa app', { listen: () => {}, callback: () => {} }, { health }, 'the server that its listen() returned'],
    ['nothing', undefined, { health }, 'gracefulShutdown was given undefined; allowed: a server of node:http'],
    [
      'no options',
      [],
      undefined,
      'the options object of gracefulShutdown is undefined; allowed: an object with health',
    ],
    ['no health', [], {}, 'health is undefined; allowed: the health that createHealth() returned'],
    ['SIGKILL', [], { health, signals: ['SIGKILL'] }, 'signals contains "SIGKILL"; allowed: SIGTERM, SIGINT'],
    ['SIGSEGV', [], { health, signals: ['SIGTERM', 'SIGSEGV'] }, 'signals contains "SIGSEGV"'],
    ['a negative time', [], { health, delayMs: -1 }, 'delayMs is -1; allowed: a number of milliseconds from 0'],
    ['text', [], { health, drainTimeoutMs: '15s' }, 'drainTimeoutMs is "15s"'],
    ['too long', [], { health, delayMs: 2 ** 31 }, 'delayMs is 2147483648; allowed'],
    ['no deadline', [], { health, deadlineMs: 0 }, 'deadlineMs is 0; allowed: a number of milliseconds greater than 0'],
    ['a misspelt option', [], { health, delay: 5 }, 'unknown option "delay"; did you mean "delayMs"?'],
    ['a hook', [], { health, onClose: ['pool'] }, 'onClose[0] is "pool"; allowed: a function, or an object'],
    ['its time', [], { health, onClose: { run() {}, timeoutMs: 0 } }, 'timeoutMs of onClose[0] is 0'],
    ['a logger', [], { health, logger: {} }, 'logger.info is undefined; allowed: a logger with info, warn and error'],
    ['exit', [], { health, exit: 1 }, 'exit is 1; allowed: a function'],
    ['sockets', [], { health, webSocketServers: [{}] }, 'webSocketServers contains {}'],
    [
      'the probe port',
      [],
      { health, probePort: 9400 },
      'probePort is 9400; allowed: the probe port that serveProbes() returned',
    ],
  ])('refuses %s', (_what, target, options, message) => {
    expect(() => Reflect.apply(gracefulShutdown, undefined, [target, options])).toThrow(message);
  });

  it.each([
    [
      { delayMs: 20_000 },
      'delayMs 20000 and drainTimeoutMs 15000 leave no time for onClose before deadlineMs 28000: a slow request may end the process with exit code 1',
    ],
    [
      { delayMs: 28_000 },
      'delayMs 28000 is not less than deadlineMs 28000: every shutdown ends during its delay, with exit code 1 and without onClose',
    ],
    [
      { delayMs: 40_000, deadlineMs: 9_000 },
      'delayMs 40000 is not less than deadlineMs 9000: every shutdown ends during its delay, with exit code 1 and without onClose',
    ],
  ])('warns where the times do not fit into the deadline: %o', (times, line) => {
    const { lines, shutdown } = underTest([], times);
    expect(lines).toEqual([`probez: shutdown: ${line}`]);
    shutdown.dispose();
  });

  it('says so where health and server have changed places', () => {
    const server = http.createServer();
    expect(() => Reflect.apply(gracefulShutdown, undefined, [health, server])).toThrow(
      /^the first argument of gracefulShutdown is .*; allowed: a server: gracefulShutdown\(server, \{ health \}\)$/,
    );
    expect(() => Reflect.apply(gracefulShutdown, undefined, [server, health])).toThrow(
      /^the second argument of gracefulShutdown is .*; allowed: options with health: gracefulShutdown\(server, \{ health \}\)$/,
    );
  });

  it('refuses servers of which somebody else takes care already', () => {
    const [one, two] = [http.createServer(), http.createServer()];
    const { shutdown } = underTest(one);
    expect(() => gracefulShutdown([one, two], { health })).toThrow('each server in one call of gracefulShutdown');
    shutdown.dispose();
    underTest([one, two]).shutdown.dispose();
  });
});
