import type { Server } from 'node:net';
import { hasMethods, peek, refuse } from '@probez/core/internal';
import { type Stoppable, stoppableOf } from './stoppable.ts';
import type { ShutdownTarget } from './types.ts';
import { isWebSocketHost } from './web-sockets.ts';

/** An app that wants to close its server itself, and more with it. */
export interface Owner {
  readonly app: object;
  readonly server: Server;
  close(): unknown;
}

/** What is behind what the app handed over. */
export interface Targets {
  /** Servers of Node's, whose connections can be seen. */
  readonly servers: readonly Server[];
  readonly owners: readonly Owner[];
  /** Whatever else serves: it is told to stop, and waited for. */
  readonly stoppables: readonly Stoppable[];
  /** Those whose clients never go by themselves. */
  readonly webSocketHosts: readonly object[];
}

/**
 * A server of Node's by its shape: it may come from another realm, another runtime, or a package that wraps one.
 * @see https://nodejs.org/api/net.html#class-netserver
 */
export const isNodeServer = (item: unknown): item is Server =>
  hasMethods(item, ['on', 'off', 'once', 'close', 'address']) && typeof peek(item, 'listening') === 'boolean';

/** Where apps keep their server: Fastify and restify, Socket.IO and Vite, hapi, srvx, the ws package. */
const PLACES: readonly (readonly string[])[] = [
  ['server'],
  ['httpServer'],
  ['listener'],
  ['node', 'server'],
  ['_server'],
];

function serverIn(item: object): Server | undefined {
  const places = PLACES.map((path) => peek(item, ...path));
  // NestJS.
  const get = peek(item, 'getHttpServer');
  if (typeof get === 'function') places.unshift(Reflect.apply(get, item, []));
  return places.find(isNodeServer);
}

export function targetsOf(target: ShutdownTarget | readonly ShutdownTarget[]): Targets {
  const list: readonly unknown[] = Array.isArray(target) ? target : [target];
  const servers = new Set<Server>();
  const owners = new Set<Owner>();
  const stoppables = new Set<Stoppable>();
  const webSocketHosts = new Set<object>();
  for (const item of new Set(list)) {
    if (isNodeServer(item)) servers.add(item);
    else if (typeof item === 'object' && item !== null) {
      const server = serverIn(item);
      const stoppable = stoppableOf(item);
      if (isWebSocketHost(item)) webSocketHosts.add(item);
      if (server === undefined) {
        if (stoppable === undefined || waitsForServer(item)) refuseTarget(item);
        // A server of WebSockets without one of its own: its close() lets go of clients without a word.
        if (!takesUpgrades(item)) stoppables.add(stoppable);
      } else {
        servers.add(server);
        // Polka's app has its server, and no close of its own.
        if (stoppable !== undefined) owners.add({ app: item, server, close: stoppable.stop });
      }
    } else refuseTarget(item);
  }
  const host = [...webSocketHosts].find(takesUpgrades);
  if (host !== undefined && servers.size === 0) {
    refuse(
      'gracefulShutdown',
      host,
      'the HTTP server whose upgrades it takes, or both of them: gracefulShutdown([server, wss], { health })',
      'was given',
    );
  }
  return {
    servers: [...servers],
    owners: [...owners],
    stoppables: [...stoppables],
    webSocketHosts: [...webSocketHosts],
  };
}

/** Connections come to it from somebody else's server. */
const takesUpgrades = (item: object): boolean => hasMethods(item, ['handleUpgrade']);

/** It has a place for a server, and nothing is there yet. */
const waitsForServer = (item: object): boolean =>
  PLACES.some(([place = '']) => place in item && (peek(item, place) ?? null) === null);

function refuseTarget(item: unknown): never {
  // Express and Koa know nothing of the servers that they are handed to.
  if (hasMethods(item, ['listen']) && !hasMethods(item, ['close']) && !hasMethods(item, ['stop'])) {
    refuse(
      'gracefulShutdown',
      item,
      'the server that its listen() returned: const server = app.listen(8080); gracefulShutdown(server, { health })',
      'was given an app without its server:',
    );
  }
  return refuse(
    'gracefulShutdown',
    item,
    'a server of node:http, node:https, node:http2 or node:net, an app with its server such as that of Fastify or NestJS once it ' +
      'listens, whatever else has close(), stop() or shutdown(), or a list of them',
    'was given',
  );
}

/**
 * Fastify listens on every address of its host (`localhost` has two) with a server each, and hands out the first only.
 * They are read, when the time has come, from where it keeps them.
 */
export function furtherServersOf({ app }: Owner): readonly Server[] {
  const key = Object.getOwnPropertySymbols(app).find(({ description }) => description === 'fastify.serverBindings');
  const bindings: unknown = key === undefined ? undefined : peek(app, key);
  return Array.isArray(bindings) ? bindings.filter(isNodeServer) : [];
}
