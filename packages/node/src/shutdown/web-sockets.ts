import type { Socket } from 'node:net';
import { hasMethods, peek } from '@probez/core/internal';

/** The server is going down: RFC 6455's status code for it. */
const GOING_AWAY = 1001;
const WHY = 'the server is shutting down';

/** Says goodbye to the clients of WebSocket servers. */
export interface WebSocketClosing {
  /** Sends 1001 to every client that has not had it yet; called again for those that came in between. */
  close(): void;
  /** Ends those that have not answered. */
  cut(): void;
}

interface Client {
  close(code?: number, reason?: string): void;
  terminate(): void;
}

const isClient = (value: unknown): value is Client => hasMethods(value, ['close', 'terminate']);

/** A server of the ws package has `clients`, Socket.IO `disconnectSockets`, its engine `clientsCount`. */
export const isWebSocketHost = (value: unknown): value is object =>
  isIterable(peek(value, 'clients')) ||
  hasMethods(value, ['disconnectSockets']) ||
  (typeof peek(value, 'clientsCount') === 'number' && hasMethods(value, ['close']));

const isIterable = (value: unknown): value is Iterable<unknown> => typeof peek(value, Symbol.iterator) === 'function';

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
export function closeWebSockets(hosts: readonly object[]): WebSocketClosing {
  const told = new WeakSet<object>();
  const clientsOf = (host: object): Client[] => {
    const clients = peek(host, 'clients');
    return isIterable(clients) ? [...clients].filter(isClient) : [];
  };

  function close(host: object): void {
    for (const client of clientsOf(host)) goodbye(client, told);
    // Polling clients of Socket.IO, too: they are told in the words of its protocol. Nothing of it closes the HTTP server.
    const disconnect = peek(host, 'disconnectSockets');
    const clients = peek(host, 'clients');
    if (typeof disconnect === 'function') Reflect.apply(disconnect, host, [true]);
    else if (!isIterable(clients) && typeof clients === 'object' && clients !== null)
      for (const client of Object.values(clients)) if (hasMethods(client, ['close'])) client.close(true);
  }

  return {
    close() {
      for (const host of hosts) close(host);
    },
    cut() {
      for (const host of hosts) for (const client of clientsOf(host)) client.terminate();
    },
  };
}

/** Closes the WebSocket of an upgraded connection whose server nobody handed over, if the ws package (as in Socket.IO) holds it. */
export function closeWebSocketOf(socket: Socket, told: WeakSet<object>): void {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'websocket');
  const client: unknown = key === undefined ? undefined : peek(socket, key);
  if (isClient(client)) goodbye(client, told);
}

function goodbye(client: Client, told: WeakSet<object>): void {
  if (told.has(client)) return;
  told.add(client);
  client.close(GOING_AWAY, WHY);
}
