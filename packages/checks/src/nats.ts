import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';
import { subjectAt } from './place.ts';
import { current, type Source } from './source.ts';

/** The part of a connection of `@nats-io/transport-node` or `nats` that the check needs. */
export interface NatsConnection {
  rtt(): Promise<number>;
  getServer(): string;
  isClosed(): boolean;
}

/** Options of {@link natsCheck}. */
export type NatsCheckOptions = ReadyCheckOptions;

/**
 * Sends a PING over the app's own NATS connection and waits for the PONG.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function natsCheck(connection: Source<NatsConnection>, options: NatsCheckOptions = {}): PolledCheck {
  const allowed = 'a connection of @nats-io/transport-node or nats, a promise of one, or a function that returns it';
  if (typeof connection !== 'function' && typeof peek(connection, 'then') !== 'function') {
    needClient('natsCheck', connection, ['rtt', 'isClosed'], allowed);
  }
  let where = '';
  const askers = new WeakMap<NatsConnection, ReturnType<typeof askOnce<number>>>();
  function askerOf(live: NatsConnection): ReturnType<typeof askOnce<number>> {
    const asker = askers.get(live) ?? askOnce(() => live.rtt());
    askers.set(live, asker);
    return asker;
  }
  return defineCheck(
    {
      factory: 'natsCheck',
      name: 'nats',
      componentType: 'datastore',
      subject: () => subjectAt('NATS', where),
      async run({ signal, step }) {
        step('no connection to NATS yet');
        const live = await abortable(current(connection), signal);
        if (live === undefined || live === null)
          throw new Finding('the app has no connection: did connecting fail, or has it not started yet?');
        needClient('natsCheck', live, ['rtt', 'isClosed'], allowed, 'the connection');
        if (live.isClosed()) {
          throw new Finding(
            'the connection is closed for good: with maxReconnectAttempts: -1 the client never gives up',
          );
        }
        where = live.getServer() || where;
        step(`${subjectAt('NATS', where)} does not answer PING`);
        await askerOf(live)(signal);
        return undefined;
      },
    },
    options,
  );
}
