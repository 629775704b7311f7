import type { Server, Socket } from 'node:net';

/** An app may turn somebody away; who turns everybody away ends the service. */
const ENOUGH = 2;

export interface Arrivals {
  /** From now on they count. */
  begin(): void;
  /** All that came, and that is some, were destroyed as they came. */
  readonly refused: boolean;
  dispose(): void;
}

/** What becomes of new connections: a listener of the same event may destroy them (http-terminator does), and the server listens on. */
export function watchArrivals(server: Server): Arrivals {
  let counting = false;
  let came = 0;
  let destroyed = 0;
  const onConnection = (socket: Socket): void => {
    if (!counting) return;
    came += 1;
    // When all listeners have had their turn, and before anything can have come from the client.
    process.nextTick(() => {
      if (socket.destroyed) destroyed += 1;
    });
  };
  server.on('connection', onConnection);
  return {
    begin() {
      counting = true;
    },
    get refused() {
      return came >= ENOUGH && came === destroyed;
    },
    dispose: () => void server.off('connection', onConnection),
  };
}
