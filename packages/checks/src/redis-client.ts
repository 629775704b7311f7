import { peek } from '@probez/core/internal';
import type { Emitter } from './emitter.ts';
import { place, placeOfUrl } from './place.ts';

/** The part of an `ioredis` client or cluster that the check needs. */
export interface IoRedisClient extends Emitter {
  ping(): Promise<unknown>;
  readonly status: string;
}

/** The part of a client, a pool or a sentinel of `redis` (node-redis) that the check needs. */
export interface NodeRedisClient extends Emitter {
  ping(): Promise<unknown>;
  readonly isOpen: boolean;
  /** Absent in a pool, which connects when it is used. */
  readonly isReady?: boolean | undefined;
}

/** The part of a cluster of `redis` (node-redis) that the check needs. */
export interface NodeRedisCluster extends Emitter {
  sendCommand(firstKey: undefined, isReadonly: boolean, args: string[]): Promise<unknown>;
  readonly isOpen: boolean;
}

/** What `redisCheck` takes. */
export type RedisClient = IoRedisClient | NodeRedisClient | NodeRedisCluster;

/** What a client does when it is not asked. */
export interface ClientState {
  readonly ready: boolean;
  /** It does not connect again by itself. */
  readonly closed: boolean;
  readonly doing: string;
}

export const isIoRedis = (client: RedisClient): client is IoRedisClient => !('isOpen' in client);

export function stateOf(client: RedisClient): ClientState {
  if (isIoRedis(client)) {
    const { status } = client;
    // `wait`: with lazyConnect the first command connects.
    return { ready: status === 'ready' || status === 'wait', closed: status === 'end', doing: `status ${status}` };
  }
  const { isOpen } = client;
  return {
    ready: 'isReady' in client && client.isReady !== undefined ? client.isReady : isOpen,
    closed: !isOpen,
    doing: isOpen ? 'connecting' : 'connect() was not called, has failed, or the client was closed',
  };
}

/** Sends PING in the client's own way. */
export function ping(client: RedisClient): Promise<unknown> {
  // With legacyMode, redis 4 keeps the commands that have promises here; the getter throws without it.
  const promised = peek(client, 'v4', 'ping');
  if (typeof promised === 'function') return Promise.resolve(Reflect.apply(promised, peek(client, 'v4'), []));
  return 'ping' in client ? client.ping() : client.sendCommand(undefined, true, ['PING']);
}

/** Commands that keep a connection for themselves until something comes. */
const BLOCKING = /^(b[lrz].*|xread|xreadgroup|wait|waitaof|subscribe|psubscribe)$/i;

/** What the connection waits for, where the driver lets it be seen: `BLPOP`. */
export function blockedIn(client: RedisClient): string | undefined {
  const queue = peek(client, 'commandQueue');
  const first = peek(queue, 'peekFront');
  const command = typeof first === 'function' ? peek(Reflect.apply(first, queue, []), 'command', 'name') : undefined;
  return typeof command === 'string' && BLOCKING.test(command) ? command.toUpperCase() : undefined;
}

/** Whether the client asks replicas on purpose: for it a read-only server is none that has lost its role. */
export const readsReplicas = (client: RedisClient): boolean =>
  peek(client, 'options', 'readOnly') === true || peek(client, 'options', 'role') === 'slave';

/** Whether it is asked for its role as a matter of course: a proxy that knows few commands is told by these options of its users. */
export const mayAskRole = (client: RedisClient): boolean =>
  !isCluster(client) &&
  !readsReplicas(client) &&
  peek(client, 'options', 'enableReadyCheck') !== false &&
  peek(client, 'options', 'disableClientInfo') !== true;

const isCluster = (client: RedisClient): boolean => peek(client, 'isCluster') === true || !('ping' in client);

/** `INFO replication`, as text. */
export async function replicationInfo(client: RedisClient): Promise<string> {
  const owner = peek(client, 'v4') ?? client;
  const info = peek(owner, 'info');
  return typeof info === 'function' ? String(await Reflect.apply(info, owner, ['replication'])) : '';
}

export function placesOf(client: RedisClient): readonly string[] {
  const options = peek(client, 'options');
  const socket = peek(options, 'socket');
  return [
    placeOfUrl(peek(options, 'url'), 6379),
    place(peek(socket, 'path') ?? peek(socket, 'host'), peek(socket, 'port') ?? 6379),
    place(peek(options, 'path') ?? peek(options, 'host'), peek(options, 'port')),
  ];
}
