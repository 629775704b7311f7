import { Server } from 'node:net';
import { hasMethods, refuse } from '@probez/core/internal';
import type { ServerOwner, ShutdownTarget } from './types.ts';

/** The servers behind what the app handed over, and the apps that want to close theirs. */
export interface Targets {
  readonly servers: readonly Server[];
  readonly owners: readonly ServerOwner[];
}

export function targetsOf(target: ShutdownTarget | readonly ShutdownTarget[]): Targets {
  const list: readonly unknown[] = Array.isArray(target) ? target : [target];
  const servers = new Set<Server>();
  const owners = new Set<ServerOwner>();
  for (const item of list) {
    if (item instanceof Server) servers.add(item);
    else if (isOwner(item)) {
      owners.add(item);
      servers.add(item.server);
    } else refuseTarget(item);
  }
  return { servers: [...servers], owners: [...owners] };
}

function isOwner(item: unknown): item is ServerOwner {
  if (typeof item !== 'object' || item === null || !('server' in item) || !('close' in item)) return false;
  return item.server instanceof Server && typeof item.close === 'function';
}

function refuseTarget(item: unknown): never {
  // Express and Koa know nothing of the servers that they are handed to.
  if (hasMethods(item, ['listen'])) {
    refuse(
      'gracefulShutdown',
      item,
      'the server that its listen() returned: const server = app.listen(8080); gracefulShutdown(server, { health })',
      'was given an app that has no server of its own:',
    );
  }
  return refuse(
    'gracefulShutdown',
    item,
    'a server of node:http, node:https or node:http2, a Fastify app, or a list of them',
    'was given',
  );
}

/**
 * Fastify listens on every address of its host (`localhost` has two) with a server each, and hands out the first only.
 * They are read, when the time has come, from where it keeps them.
 */
export function furtherServersOf(owner: ServerOwner): readonly Server[] {
  const key = Object.getOwnPropertySymbols(owner).find(({ description }) => description === 'fastify.serverBindings');
  const bindings: unknown = key === undefined ? undefined : Reflect.get(owner, key);
  return Array.isArray(bindings) ? bindings.filter((server: unknown) => server instanceof Server) : [];
}
