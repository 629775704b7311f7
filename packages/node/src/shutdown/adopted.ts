import type { Server, Socket } from 'node:net';
import { hasMethods, peek } from '@probez/core/internal';
import { isTlsServer } from '../tls.ts';

/**
 * The connections that a server has accepted by now, which no event tells of any more. Node keeps a list of those that speak
 * HTTP/1; of the others, and of upgraded ones, the process' sockets name the server as theirs. Whoever runs this may have neither.
 * @see https://nodejs.org/api/deprecations.html#DEP0161
 */
export function connectionsOf(server: Server): readonly Socket[] {
  if (!server.listening) return [];
  const http = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connections',
  );
  const parsers = http === undefined ? undefined : listOf(peek(server, http), 'all');
  const sockets = parsers?.map((parser) => peek(parser, 'socket')) ?? [];
  // Over TLS these are the raw sockets, of which HTTP knows nothing.
  const rest = parsers !== undefined && isTlsServer(server) ? [] : (listOf(process, '_getActiveHandles') ?? []);
  return [...new Set([...sockets, ...rest.filter((handle) => peek(handle, 'server') === server)])].filter(isSocket);
}

function listOf(owner: unknown, method: string): unknown[] | undefined {
  const list = peek(owner, method);
  const items: unknown = typeof list === 'function' ? Reflect.apply(list, owner, []) : undefined;
  return Array.isArray(items) ? items : undefined;
}

const isSocket = (value: unknown): value is Socket => hasMethods(value, ['destroySoon', 'pause', 'once']);
