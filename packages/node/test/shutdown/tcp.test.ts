import net from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually, listening, rawClient, underTest } from './support.ts';

/** A server that pushes, and never reads. */
async function pushing() {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => void sockets.add(socket));
  const port = await listening(server);
  const under = underTest(server, {
    delayMs: 1_000,
    drainTimeoutMs: 30_000,
    deadlineMs: 60_000,
    whileClosing: () => order.push('closing'),
  });
  const order: string[] = [];
  const client = await rawClient(port);
  await eventually(() => sockets.size === 1, 'the connection is there');
  const push = (line: string): void => {
    for (const socket of sockets) socket.write(line);
  };
  return { ...under, server, sockets, client, push, order };
}

describe('a server with a protocol of its own', () => {
  it('keeps its connections until the app ends them, however long they say nothing', async () => {
    const { shutdown, clock, server, sockets, client, push, lines, order } = await pushing();
    const report = shutdown.shutdown();
    expect(lines.at(-1)).toContain('closing in 1.0 s; 1 TCP connection');
    await clock.advance(1_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    await clock.advance(20_000);
    expect(order).toEqual(['closing']);
    push('the last line');
    await eventually(() => client.received === 'the last line', 'it has arrived');
    for (const socket of sockets) socket.end();
    client.socket.end();
    await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [] });
  });

  it('says what it cuts at the drain time-out, and what was written still arrives', async () => {
    const { shutdown, clock, server, client, push, lines } = await pushing();
    const report = shutdown.shutdown();
    await clock.advance(1_000);
    await eventually(() => !server.listening, 'nothing is accepted any more');
    // More than the machine takes from a server whose client does not read.
    client.socket.pause();
    push('x'.repeat(20_000_000));
    await clock.advance(30_000);
    await expect(report).resolves.toMatchObject({ exitCode: 0, cut: [{ kind: 'tcp', method: 'TCP', ageMs: 31_000 }] });
    client.socket.resume();
    await eventually(() => client.received.length === 20_000_000, 'all of it has arrived');
    expect(lines.join('\n')).toMatch(
      /drain timeout after 30\.0 s: cut 1 TCP connection: TCP 127\.0\.0\.1:\d+ \(31\.0 s\)/,
    );
  });
});
