import type { Server, Socket } from 'node:net';
import { endsOf } from '../tls.ts';
import type { ShutdownClock } from './timers.ts';
import type { Traffic } from './traffic.ts';

interface Handshake {
  readonly socket: Socket;
  readonly since: number;
}

/**
 * Follows connections to a TLS server that have not finished their handshake: a load balancer's TCP check may hold one open
 * for as long as it likes, and a closing server would wait for it.
 */
export function followHandshakes(server: Server, clock: ShutdownClock): Traffic {
  const handshakes = new Map<string, Handshake>();
  let cancelTimer: (() => void) | undefined;

  const onConnection = (socket: Socket): void => {
    const ends = endsOf(socket);
    if (ends === undefined) return;
    handshakes.set(ends, { socket, since: clock.now() });
    socket.once('close', () => {
      if (handshakes.get(ends)?.socket === socket) handshakes.delete(ends);
    });
  };
  const onSecured = (socket: Socket): void => void handshakes.delete(endsOf(socket) ?? '');
  server.on('connection', onConnection);
  server.prependListener('secureConnection', onSecured);

  function destroy(olderThanMs: number): void {
    for (const { socket, since } of [...handshakes.values()]) {
      if (clock.now() - since >= olderThanMs) socket.destroy();
    }
  }

  return {
    drain() {},
    close(idleMs) {
      destroy(idleMs);
      cancelTimer = clock.setTimer(idleMs, () => destroy(0));
    },
    sweep() {},
    cut: () => destroy(0),
    open: () => [],
    idle: () => handshakes.size,
    dispose() {
      cancelTimer?.();
      server.off('connection', onConnection);
      server.off('secureConnection', onSecured);
    },
  };
}
