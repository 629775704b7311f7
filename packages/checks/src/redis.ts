import type { CheckResult, PolledCheck } from '@probez/core';
import { peek, refuse } from '@probez/core/internal';
import { judgeValue } from './answer.ts';
import { askOnce } from './attempts.ts';
import { defineCheck, knownOptions, type ReadyCheckOptions, type Run } from './define.ts';
import { nextEvent } from './emitter.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';
import { subjectAt } from './place.ts';
import {
  blockedIn,
  isIoRedis,
  mayAskRole,
  ping,
  placesOf,
  type RedisClient,
  replicationInfo,
  stateOf,
} from './redis-client.ts';

export type { IoRedisClient, NodeRedisClient, NodeRedisCluster, RedisClient } from './redis-client.ts';

/** Options of {@link redisCheck}. */
export interface RedisCheckOptions extends ReadyCheckOptions {
  /**
   * What is checked after PING. A read-only replica answers PING too, and after a failover the old primary is one: every write to
   * it fails with `READONLY`.
   *
   * - left out: a read-only replica **warns**. This is not checked for a cluster, for a client that reads from replicas on purpose
   *   (`role: 'slave'`, `readOnly: true`), or for a user who may not use `INFO`.
   * - `'writable'`: a read-only replica **fails**, and so does a server that does not tell its role.
   * - `false`: PING is enough.
   * - a function: your own check, called after PING. Its value counts as that of every check's run: `false` fails.
   * @default a read-only replica warns
   */
  readonly verify?: 'writable' | false | (() => unknown) | undefined;
}

const READ_ONLY = 'is a read-only replica';

/**
 * Pings Redis, Valkey or KeyDB over the app's own client or cluster of `ioredis`, or client, pool, sentinel or cluster of `redis`.
 * While the client is not connected, the check sends nothing, waits for the connection, and its reason names the client's state.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function redisCheck(client: RedisClient, options: RedisCheckOptions = {}): PolledCheck {
  const allowed = 'a client or cluster of ioredis; a client, pool, sentinel or cluster of redis 4 or later';
  needClient('redisCheck', client, ['on', 'removeListener', 'listenerCount'], allowed);
  needClient('redisCheck', client, ['ping' in client ? 'ping' : 'sendCommand'], allowed);
  knownOptions('redisCheck', options, ['verify']);
  const { verify } = options;
  if (verify !== undefined && verify !== false && verify !== 'writable' && typeof verify !== 'function')
    refuse('redisCheck: verify', verify, "'writable', false or a function");
  const subject = (): string => subjectAt('Redis', ...placesOf(client));
  const pong = askOnce(() => ping(client));
  const role = askOnce(() => replicationInfo(client));
  const own = askOnce(async () => (typeof verify === 'function' ? verify() : undefined));
  let broken = 0;
  let asksRole = verify === undefined && mayAskRole(client);

  async function connected({ signal, step }: Run): Promise<void> {
    const { ready, closed, doing } = stateOf(client);
    if (closed)
      throw new Finding(
        `the client is closed (${doing}): it does not reconnect by itself; call connect(), and look at the error it rejects with`,
      );
    if (ready) return;
    if (isIoRedis(client) && client.status === 'monitoring')
      throw new Finding('the client is in monitor mode and accepts no commands; give the check a client of its own');
    step(`the client is not connected to ${subject()} (${doing}): is the server running?`);
    await nextEvent(client, 'ready', signal);
  }

  async function answered({ signal, step }: Run): Promise<void> {
    const asked = pong(signal);
    step(`${subject()} does not answer PING${whyNot(client)}`);
    if ((await asked) === 'QUEUED')
      throw new Finding(
        'the client is inside a MULTI, and PING was queued there; give the check a client of its own, client.duplicate()',
      );
  }

  /** A user or a proxy that refuses the question is not asked again; one that closes the connection for it, not a third time. */
  async function warnsOfReplica(signal: AbortSignal): Promise<Partial<CheckResult> | undefined> {
    try {
      const info = await role(signal);
      broken = 0;
      if (!isReadOnly(info)) return undefined;
      return {
        status: 'warn',
        reason: `${subject()}: ${READ_ONLY}, writes fail there; set verify: 'writable' to fail the check, or verify: false to ignore it`,
      };
    } catch (error) {
      signal.throwIfAborted();
      broken += 1;
      asksRole = broken < 3 && !isReply(error);
      return undefined;
    }
  }

  return defineCheck(
    {
      factory: 'redisCheck',
      name: 'redis',
      componentType: 'datastore',
      subject,
      async run(run) {
        await connected(run);
        await answered(run);
        if (verify === 'writable') {
          run.step(`${subject()} does not answer INFO replication`);
          const info = await role(run.signal);
          if (isReadOnly(info))
            throw new Finding(
              `${READ_ONLY}: writes fail there; is this client still connected to the old primary after a failover?`,
            );
          if (!/^role:/m.test(info)) throw new Finding('does not say whether it is a primary (INFO replication)');
          return undefined;
        }
        if (typeof verify === 'function') {
          run.step(`verify has not settled, ${subject()} answered PING`);
          return judgeValue(await own(run.signal));
        }
        return asksRole ? warnsOfReplica(run.signal) : undefined;
      },
    },
    options,
    ['verify'],
  );
}

/** The server's own word, such as `NOPERM ...` or `ERR unknown command`, and not a connection's. */
const isReply = (error: unknown): boolean => /^[A-Z]+ /.test(String(peek(error, 'message')));

const isReadOnly = (info: string): boolean => /^role:slave\b/m.test(info) && !/^slave_read_only:0/m.test(info);

function whyNot(client: RedisClient): string {
  const command = blockedIn(client);
  if (command !== undefined)
    return `: the client is blocked in ${command}, and answers nothing until that returns; give the check a client of its own, client.duplicate()`;
  // redis hides its queue.
  return isIoRedis(client)
    ? ''
    : ' (a client that waits in BLPOP or XREAD answers nothing: give the check a client of its own)';
}
