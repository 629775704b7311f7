import type { Server, Socket } from 'node:net';
import { hasMethods, peek } from '@probez/core/internal';
import { endsOf } from '../tls.ts';

/** The connections that a server has accepted by now, which no event tells of any more. */
export interface Earlier {
  /** Those that speak HTTP/1. */
  readonly http1: readonly Socket[];
  /** All others: upgraded ones, HTTP/2, protocols of the app's own. Over TLS these are the raw sockets, which lead nowhere. */
  readonly others: readonly Socket[];
}

/**
 * Node keeps a list of those that speak HTTP/1; the others are found among the process' sockets by their `server`. Neither is a
 * public API, and other runtimes may have neither. Nothing leads from a socket to its HTTP/2 session.
 * @see https://nodejs.org/api/deprecations.html#DEP0161
 */
export function connectionsOf(server: Server): Earlier {
  if (!server.listening) return { http1: [], others: [] };
  const key = Object.getOwnPropertySymbols(server).find(({ description }) => description === 'http.server.connections');
  const parsers = key === undefined ? [] : listOf(peek(server, key), 'all');
  const http1 = parsers.map((parser) => peek(parser, 'socket')).filter(isSocket);
  const known = new Set<unknown>([...http1, ...http1.map(endsOf).filter((ends) => ends !== undefined)]);
  const others = listOf(process, '_getActiveHandles')
    .filter(isSocket)
    .filter((socket) => peek(socket, 'server') === server && !known.has(socket) && !known.has(endsOf(socket)));
  return { http1, others };
}

function listOf(owner: unknown, method: string): unknown[] {
  const list = peek(owner, method);
  const items: unknown = typeof list === 'function' ? Reflect.apply(list, owner, []) : undefined;
  return Array.isArray(items) ? items : [];
}

const isSocket = (value: unknown): value is Socket => hasMethods(value, ['destroySoon', 'pause', 'once']);
