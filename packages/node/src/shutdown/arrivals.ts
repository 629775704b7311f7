import type { Server, Socket } from 'node:net';

/** An app may refuse a single connection. Only if it refuses every one of several does it end the service. */
const ENOUGH = 2;

export interface Arrivals {
  /** Starts counting. */
  begin(): void;
  /** `true` if several connections have come, and each was destroyed at once. */
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
