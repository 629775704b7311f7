import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { hasMethods, peek } from '@probez/core/internal';
import { alpnOf } from '../tls.ts';
import { listenBeside } from './beside.ts';
import { Connection, type Named } from './connection.ts';
import { type Exchange, endEventStream, sayClose } from './exchange.ts';
import { endLongPoll } from './long-polls.ts';
import type { ShutdownClock } from './timers.ts';
import type { AdoptingTraffic } from './traffic.ts';
import { closeWebSocketOf } from './web-sockets.ts';

/** Follows the HTTP/1 connections of a server from beside: listeners only, nothing of the server's is replaced. */
export function followHttp1(server: Server, { clock, tls }: { clock: ShutdownClock; tls: boolean }): AdoptingTraffic {
  const connections = new Map<Socket, Connection>();
  const told = new WeakSet<object>();
  let draining = false;
  let sweeps = 0;
  let idleMs: number | undefined;

  function connectionOf(socket: Socket): Connection {
    const known = connections.get(socket);
    if (known !== undefined) return known;
    const connection = new Connection(socket, clock);
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
    if (idleMs !== undefined) connection.leaveWhenIdle(idleMs);
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
    connection.over(exchange);
    if (draining) connection.keepOpen();
    if (idleMs === undefined || connection.socket.destroyed) return;
    // The app insists on keep-alive: a busy client would never let go, and be cut in the middle of a request in the end.
    if (exchange.askedToClose && connection.idle && !connection.socket.writableEnded) connection.leave();
    else connection.leaveWhenIdle(idleMs);
  }

  const undo = [
    ...['request', 'checkContinue', 'checkExpectation'].map((event) => listenBeside(server, event, onRequest)),
    ...['upgrade', 'connect'].map((event) => listenBeside(server, event, onUpgrade)),
  ];
  const connectionEvent = tls ? 'secureConnection' : 'connection';
  server.on(connectionEvent, onConnection);

  return {
    adopt(socket) {
      if (connections.has(socket)) return;
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
        connection.keepOpen();
      }
    },
    close(graceMs) {
      idleMs = graceMs;
      for (const connection of [...connections.values()]) {
        for (const exchange of connection.exchanges) sayClose(exchange);
        connection.leaveWhenIdle(graceMs);
      }
    },
    sweep() {
      sweeps += 1;
      // The app comes first with polls: it may be about to say goodbye itself.
      for (const connection of connections.values()) endEndless(connection, { told, polls: sweeps > 1 });
    },
    cut() {
      for (const { socket } of [...connections.values()]) socket.destroy();
    },
    open: () => Array.from(connections.values()).flatMap((connection) => connection.open()),
    idle: () => Array.from(connections.values()).filter((connection) => connection.idle && !connection.leaving).length,
    dispose() {
      for (const end of undo) end();
      server.off(connectionEvent, onConnection);
      for (const { cancelTimer } of connections.values()) cancelTimer?.();
    },
  };
}

/** Ends what never ends by itself. */
function endEndless(
  { exchanges, socket, upgraded }: Connection,
  { told, polls }: { told: WeakSet<object>; polls: boolean },
): void {
  for (const exchange of exchanges) {
    endEventStream(exchange);
    if (polls) endLongPoll(exchange);
  }
  if (upgraded !== undefined) closeWebSocketOf(socket, told);
}

/** The response that a connection is at, read from where Node keeps it. */
function responseOn(socket: Socket): ServerResponse | undefined {
  const message = peek(socket, '_httpMessage');
  return isResponse(message) && !message.writableFinished ? message : undefined;
}

const isResponse = (value: unknown): value is ServerResponse =>
  hasMethods(value, ['writeHead', 'end', 'once']) && peek(value, 'req') !== undefined;
