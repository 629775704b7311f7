import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { askOnce } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { type Emitter, nextEvent } from './emitter.ts';
import { Finding } from './explain.ts';
import { place, placeOfUrl, subjectAt } from './place.ts';
import { needMethods } from './validate.ts';

/** What the check needs of an `ioredis` client or cluster. */
export interface IoRedisClient extends Emitter {
  ping(): Promise<unknown>;
  readonly status: string;
}

/** What the check needs of a client of `redis` (node-redis). */
export interface NodeRedisClient extends Emitter {
  ping(): Promise<unknown>;
  readonly isOpen: boolean;
  readonly isReady: boolean;
}

/** Options of {@link redisCheck}. */
export type RedisCheckOptions = ReadyCheckOptions;

/**
 * Pings Redis, Valkey or KeyDB over the app's own `ioredis` or `redis` client. While the client is not connected no command is
 * put into its offline queue: the check waits for the client to be ready, and says what it is doing instead.
 */
export function redisCheck(client: IoRedisClient | NodeRedisClient, options: RedisCheckOptions = {}): PolledCheck {
  const allowed = 'a client of ioredis or redis';
  needMethods('redisCheck', client, ['ping', 'on', 'removeListener', 'listenerCount'], allowed);
  const subject = (): string => subjectAt('Redis', ...placesOf(client));
  const ping = askOnce(() => client.ping());
  const kind = { factory: 'redisCheck', name: 'redis', componentType: 'datastore', subject };
  return defineCheck(
    {
      ...kind,
      async run({ signal, step }) {
        const { ready, closed, doing } = statusOf(client);
        if (closed)
          throw new Finding(
            `the client is closed (${doing}): it does not connect again by itself; call connect(), and look at what it rejects with`,
          );
        if (!ready) {
          step(`the client is not connected to ${subject()} (${doing}): is the server up?`);
          await nextEvent(client, 'ready', signal);
        }
        step(`${subject()} does not answer PING`);
        await ping(signal);
        return undefined;
      },
    },
    options,
  );
}

function statusOf(client: IoRedisClient | NodeRedisClient): { ready: boolean; closed: boolean; doing: string } {
  if ('isOpen' in client) {
    const { isOpen, isReady } = client;
    return {
      ready: isReady,
      closed: !isOpen,
      doing: isOpen ? 'connecting' : 'connect() was not called, has failed, or the client was closed',
    };
  }
  const { status } = client;
  // `wait`: with lazyConnect the first command connects.
  return { ready: status === 'ready' || status === 'wait', closed: status === 'end', doing: `status ${status}` };
}

function placesOf(client: unknown): readonly string[] {
  const options = peek(client, 'options');
  const socket = peek(options, 'socket');
  return [
    placeOfUrl(peek(options, 'url'), 6379),
    place(peek(socket, 'path') ?? peek(socket, 'host'), peek(socket, 'port') ?? 6379),
    place(peek(options, 'path') ?? peek(options, 'host'), peek(options, 'port')),
  ];
}
