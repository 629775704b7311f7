import http from 'node:http';
import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually, listening, rawClient, underTest } from './support.ts';

describe('new connections in a drain', () => {
  it.each<[string, (arrival: number) => boolean, number, boolean]>([
    ['that all are destroyed as they come', () => true, 2, true],
    ['of which the only one is', () => true, 1, false],
    ['of which one is let in', (arrival) => arrival !== 2, 3, false],
    ['that nobody destroys', () => false, 3, false],
  ])('%s', async (_what, isUnwanted, count, told) => {
    for (const server of [http.createServer(), net.createServer()]) {
      const port = await listening(server);
      const under = underTest(server);
      let arrivals = 0;
      server.on('connection', (socket) => {
        arrivals += 1;
        if (isUnwanted(arrivals)) socket.destroy();
      });
      const report = under.shutdown.shutdown('preStop');
      const clients = [];
      for (let index = 0; index < count; index += 1) {
        clients.push(await rawClient(port));
        await eventually(() => arrivals === index + 1, 'it has come');
      }
      await under.clock.advance(100);
      await under.clock.advance(100);
      expect(under.lines.filter((line) => line.includes('every new connection'))).toEqual(
        told
          ? [
              `probez: shutdown: since the drain began, every new connection to the server on port ${port} has been destroyed by ` +
                'somebody else. Instead: let only gracefulShutdown close connections',
            ]
          : [],
      );
      // The delay goes on all the same.
      expect(under.shutdown.phase).toBe('draining');
      for (const { socket } of clients) socket.destroy();
      await under.clock.advance(10_000);
      await expect(report).resolves.toMatchObject({ exitCode: 0 });
    }
  });

  it('from before it do not count', async () => {
    const server = http.createServer();
    const port = await listening(server);
    const under = underTest(server);
    let arrivals = 0;
    const refuse = (socket: net.Socket): void => {
      arrivals += 1;
      socket.destroy();
    };
    server.on('connection', refuse);
    for (const expected of [1, 2]) {
      await rawClient(port);
      await eventually(() => arrivals === expected, 'it has come');
    }
    const report = under.shutdown.shutdown();
    await under.clock.advance(200);
    expect(under.lines.join('\n')).not.toContain('every new connection');
    await under.clock.advance(10_000);
    await report;
  });
});
