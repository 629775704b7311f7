import type { Server, Socket } from 'node:net';
import { endsOf } from '../tls.ts';
import type { OpenRequest } from './open-request.ts';
import type { ShutdownClock } from './timers.ts';
import type { AdoptingTraffic } from './traffic.ts';

/**
 * Follows the connections of a server that speaks a protocol of its own. Nothing tells whether one is idle: a server that
 * pushes says nothing for a minute and then its last line. So they are the app's to end, when the drain's signal aborts or in a
 * `whileClosing` hook, and are cut, and named, at the drain timeout. Without an event only those that were there before are
 * followed.
 */
export function followTcp(server: Server, clock: ShutdownClock, event?: string): AdoptingTraffic {
  const sockets = new Map<Socket, number>();
  /** Those from before, by their ends: their handshake may be over later only. */
  const adopted = new Map<string, Socket>();

  const follow = (socket: Socket): void => {
    sockets.set(socket, clock.now());
    socket.once('close', () => sockets.delete(socket));
  };
  const onConnection = (socket: Socket): void => {
    const raw = adopted.get(endsOf(socket) ?? '');
    if (raw !== undefined) sockets.delete(raw);
    follow(socket);
  };
  if (event !== undefined) server.on(event, onConnection);

  return {
    adopt(socket) {
      follow(socket);
      const ends = endsOf(socket);
      if (ends === undefined) return;
      adopted.set(ends, socket);
      socket.once('close', () => adopted.delete(ends));
    },
    drain() {},
    close() {},
    sweep() {},
    cut() {
      // What has been written still goes out.
      for (const socket of [...sockets.keys()]) socket.destroySoon();
    },
    open() {
      const now = clock.now();
      return Array.from(sockets, ([{ remoteAddress, remotePort }, since]): OpenRequest => {
        const path = remoteAddress === undefined ? 'a local socket' : `${remoteAddress}:${remotePort}`;
        return { kind: 'tcp', method: 'TCP', path, ageMs: now - since };
      });
    },
    idle: () => 0,
    dispose() {
      if (event !== undefined) server.off(event, onConnection);
    },
  };
}
