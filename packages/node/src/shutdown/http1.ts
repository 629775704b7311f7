import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { hasMethods, peek } from '@probez/core/internal';
import { alpnOf } from '../tls.ts';
import { listenBeside } from './beside.ts';
import { type Exchange, endEventStream, sayClose } from './exchange.ts';
import { endLongPoll } from './long-polls.ts';
import { methodOf, type OpenRequest, pathOf } from './open-request.ts';
import type { ShutdownClock } from './timers.ts';
import type { Traffic } from './traffic.ts';
import { closeWebSocketOf } from './web-sockets.ts';

/** How long a connection that was sent its end may take to go. Nothing is read from it any more. */
const PARTING_MS = 100;

/** What a request is called by. */
type Named = Pick<IncomingMessage, 'method' | 'url'>;

/** A connection that speaks HTTP/1, and what is going on in it. */
class Connection {
  readonly socket: Socket;
  readonly exchanges = new Set<Exchange>();
  /** Set once the connection belongs to a WebSocket or a tunnel. */
  upgraded: { readonly request: Named; readonly since: number } | undefined;
  /** When the last response was over, or the connection accepted. */
  idleSince: number;
  /** What had been read by then: more means that a request is arriving. */
  bytesRead: number;
  /** Its end has been sent. */
  leaving = false;
  cancelTimer: (() => void) | undefined;

  constructor(socket: Socket, now: number) {
    this.socket = socket;
    this.idleSince = now;
    this.bytesRead = socket.bytesRead;
  }

  get idle(): boolean {
    return this.exchanges.size === 0 && this.upgraded === undefined && this.socket.bytesRead === this.bytesRead;
  }
}

/** Follows the HTTP/1 connections of a server from beside: listeners only, nothing of the server's is replaced. */
export function followHttp1(server: Server, { clock, tls }: { clock: ShutdownClock; tls: boolean }): Traffic {
  const connections = new Map<Socket, Connection>();
  const told = new WeakSet<object>();
  let draining = false;
  let sweeps = 0;
  let idleMs: number | undefined;

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket, clock.now());
    connections.set(socket, connection);
    socket.once('close', () => {
      connection.cancelTimer?.();
      connections.delete(socket);
    });
    return connection;
  }

  const onConnection = (socket: Socket): void => {
    if (alpnOf(socket) === 'h2') return;
    const connection = connectionOf(socket);
    if (idleMs !== undefined) leaveWhenIdle(connection);
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    // The compatibility layer of node:http2 emits its own kind of requests; streams are followed elsewhere.
    if (request.httpVersionMajor >= 2) return;
    begun(connectionOf(request.socket), request, response);
  };

  function begun(connection: Connection, request: IncomingMessage, response: ServerResponse): void {
    const exchange: Exchange = { request, response, since: clock.now(), askedToClose: false };
    connection.exchanges.add(exchange);
    connection.cancelTimer?.();
    response.once('close', () => {
      // A body that nobody has read is still being thrown away by Node: the connection is not idle before that.
      if (request.complete || request.socket.destroyed) over(connection, exchange);
      else request.once('close', () => over(connection, exchange));
    });
    if (draining) sayClose(exchange);
  }

  const onUpgrade = (request: Named, socket: Socket): void => {
    connectionOf(socket).upgraded = { request, since: clock.now() };
  };

  function over(connection: Connection, exchange: Exchange): void {
    connection.exchanges.delete(exchange);
    connection.idleSince = clock.now();
    connection.bytesRead = connection.socket.bytesRead;
    if (draining) keepOpen(connection);
    if (idleMs === undefined || connection.socket.destroyed) return;
    // The app insists on keep-alive: a busy client would never let go, and be cut in the middle of a request in the end.
    if (exchange.askedToClose && connection.idle && !connection.socket.writableEnded) leave(connection);
    else leaveWhenIdle(connection);
  }

  /** Node would reset an idle connection when its keep-alive time is up, at the moment a request may be coming in. */
  function keepOpen({ socket, exchanges }: Connection): void {
    if (exchanges.size === 0 && !socket.destroyed) socket.setTimeout(0);
  }

  /**
   * A client that was told keep-alive may be sending its next request right now, and a connection that closes under it is
   * a failed request. So an idle one closes only when it has been idle for long enough, and never under half a request.
   */
  function leaveWhenIdle(connection: Connection): void {
    if (idleMs === undefined || connection.leaving || !connection.idle) return;
    const wait = connection.idleSince + idleMs - clock.now();
    connection.cancelTimer?.();
    if (wait <= 0) leave(connection);
    // Timers come before what has arrived is read, a late one long before: that is read first, and looked at again.
    else connection.cancelTimer = clock.setTimer(wait, () => setImmediate(leaveWhenIdle, connection));
  }

  /**
   * Sends the end (FIN) and stops reading: a request that crosses it is not executed, so its client may safely send it
   * again elsewhere. Destroying at once would be a reset if something had arrived.
   * @see https://www.rfc-editor.org/rfc/rfc9112#section-9.6
   */
  function leave(connection: Connection): void {
    connection.leaving = true;
    connection.socket.pause();
    connection.socket.end();
    connection.cancelTimer = clock.setTimer(PARTING_MS, () => connection.socket.destroy());
  }

  const undo = [
    ...['request', 'checkContinue', 'checkExpectation'].map((event) => listenBeside(server, event, onRequest)),
    ...['upgrade', 'connect'].map((event) => listenBeside(server, event, onUpgrade)),
  ];
  const connectionEvent = tls ? 'secureConnection' : 'connection';
  server.on(connectionEvent, onConnection);

  return {
    adopt(socket) {
      if (alpnOf(socket) === 'h2' || connections.has(socket)) return;
      const connection = connectionOf(socket);
      const response = responseOn(socket);
      // Node takes its parser off a connection that has become something else.
      if (response !== undefined) begun(connection, response.req, response);
      else if (!peek(socket, 'parser')) onUpgrade({ method: 'GET', url: '?' }, socket);
    },
    drain() {
      draining = true;
      for (const connection of connections.values()) {
        for (const exchange of connection.exchanges) sayClose(exchange);
        keepOpen(connection);
      }
    },
    close(graceMs) {
      idleMs = graceMs;
      for (const connection of [...connections.values()]) {
        for (const exchange of connection.exchanges) sayClose(exchange);
        leaveWhenIdle(connection);
      }
    },
    sweep() {
      sweeps += 1;
      for (const { exchanges, socket, upgraded } of connections.values()) {
        for (const exchange of exchanges) {
          endEventStream(exchange);
          // The app comes first: it may be about to say goodbye itself.
          if (sweeps > 1) endLongPoll(exchange);
        }
        if (upgraded !== undefined) closeWebSocketOf(socket, told);
      }
    },
    cut() {
      for (const { socket } of [...connections.values()]) socket.destroy();
    },
    open() {
      const now = clock.now();
      const list: OpenRequest[] = [];
      const add = (kind: OpenRequest['kind'], { method, url }: Named, since: number): void =>
        void list.push({ kind, method: methodOf(method), path: pathOf(url), ageMs: now - since });
      for (const { exchanges, upgraded } of connections.values()) {
        for (const { request, since } of exchanges) add('http1', request, since);
        if (upgraded !== undefined) add('upgrade', upgraded.request, upgraded.since);
      }
      return list;
    },
    idle: () => Array.from(connections.values()).filter((connection) => connection.idle && !connection.leaving).length,
    dispose() {
      for (const end of undo) end();
      server.off(connectionEvent, onConnection);
      for (const { cancelTimer } of connections.values()) cancelTimer?.();
    },
  };
}

/** The response that a connection is at, read from where Node keeps it. */
function responseOn(socket: Socket): ServerResponse | undefined {
  const message = peek(socket, '_httpMessage');
  return isResponse(message) && !message.writableFinished ? message : undefined;
}

const isResponse = (value: unknown): value is ServerResponse =>
  hasMethods(value, ['writeHead', 'end', 'once']) && peek(value, 'req') !== undefined;
