import type { WebSocketServerLike } from './types.ts';

/** The server is going down: RFC 6455's status code for it. */
const GOING_AWAY = 1001;

/** Says goodbye to the clients of WebSocket servers. */
export interface WebSocketClosing {
  /** Sends 1001 to every client that has not had it yet; called again for those that came in between. */
  close(): void;
  /** Ends those that have not answered. */
  cut(): void;
}

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
export function closeWebSockets(servers: readonly WebSocketServerLike[]): WebSocketClosing {
  const told = new WeakSet<object>();
  return {
    close() {
      for (const { clients } of servers) {
        for (const client of [...clients]) {
          if (told.has(client)) continue;
          told.add(client);
          client.close(GOING_AWAY, 'the server is shutting down');
        }
      }
    },
    cut() {
      for (const { clients } of servers) for (const client of [...clients]) client.terminate();
    },
  };
}
