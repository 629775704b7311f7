import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { abortable, askOnce } from './attempts.ts';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';
import { place, subjectAt } from './place.ts';
import { current, type Source } from './source.ts';

/** The part of a connection of `amqplib` (the promise API) that the check needs. */
export interface AmqpConnection {
  createChannel(): Promise<AmqpChannel>;
  on(event: 'blocked', listener: (reason: string) => void): unknown;
  on(event: 'unblocked', listener: () => void): unknown;
}

/** The part of a channel of `amqplib` that the check needs. */
export interface AmqpChannel {
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The part of a manager of `amqp-connection-manager` that the check needs. */
export interface AmqpConnectionManager {
  isConnected(): boolean;
  /** The current connection of `amqplib`. */
  readonly connection: unknown;
}

/** Options of {@link rabbitmqCheck}. */
export type RabbitmqCheckOptions = ReadyCheckOptions;

/**
 * Opens and closes a channel on the app's own `amqplib` connection, which needs no permission and touches no queue. `amqplib` does
 * not reconnect by itself; if your app replaces its connection, give a function: `() => connection`. A manager of
 * `amqp-connection-manager` is accepted too: its current connection is checked.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function rabbitmqCheck(
  connection: Source<AmqpConnection | AmqpConnectionManager>,
  options: RabbitmqCheckOptions = {},
): PolledCheck {
  if (typeof connection !== 'function' && typeof peek(connection, 'then') !== 'function') {
    needClient('rabbitmqCheck', connection, ['createChannel'], ALLOWED);
  }
  let where = '';
  /** Why the broker has stopped reading from publishers, for each connection that it has told. */
  const blocked = new WeakMap<AmqpConnection, string>();
  const heard = new WeakSet<AmqpConnection>();

  function hear(live: AmqpConnection): void {
    if (heard.has(live)) return;
    heard.add(live);
    live.on('blocked', (reason) => void blocked.set(live, reason));
    live.on('unblocked', () => void blocked.delete(live));
  }

  /** One channel under way per connection: a new connection does not wait for the old one's silence. */
  const askers = new WeakMap<AmqpConnection, ReturnType<typeof askOnce<undefined>>>();
  function askerOf(live: AmqpConnection): ReturnType<typeof askOnce<undefined>> {
    const known = askers.get(live);
    if (known !== undefined) return known;
    const asker = askOnce<undefined>(async () => {
      const channel = await live.createChannel();
      channel.on('error', () => {}); // its connection may die meanwhile; without a listener that would end the process
      await channel.close();
      return undefined;
    });
    askers.set(live, asker);
    return asker;
  }

  return defineCheck(
    {
      factory: 'rabbitmqCheck',
      name: 'rabbitmq',
      componentType: 'datastore',
      subject: () => subjectAt('RabbitMQ', where),
      async run({ signal, step }) {
        step('no connection to RabbitMQ yet');
        const live = presentOf(await abortable(current(connection), signal));
        needClient('rabbitmqCheck', live, ['createChannel'], ALLOWED, 'the connection');
        where = placeOf(live);
        hear(live);
        step(`${subjectAt('RabbitMQ', where)} does not answer`);
        await askerOf(live)(signal);
        const reason = blocked.get(live);
        if (reason === undefined) return undefined;
        return {
          status: 'warn',
          reason: `the broker has blocked publishers: ${reason}; free memory or disk on the broker`,
        };
      },
    },
    options,
  );
}

/** Not through a channel of the manager: that would wait for a reconnect, and closing it asks no broker. */
function presentOf(given: AmqpConnection | AmqpConnectionManager | undefined | null): AmqpConnection {
  if (given === undefined || given === null)
    throw new Finding('the app has no connection: did connecting fail, or has it not started yet?');
  if (!isManager(given)) return given;
  const { connection } = given;
  if (!given.isConnected() || !isConnection(connection))
    throw new Finding(
      'the connection manager is not connected and keeps trying: is the broker running? Its connectFailed event says why',
    );
  return connection;
}

const isManager = (value: object): value is AmqpConnectionManager => 'isConnected' in value && 'channelCount' in value;
const isConnection = (value: unknown): value is AmqpConnection => typeof peek(value, 'createChannel') === 'function';

const ALLOWED =
  'a connection of amqplib, a manager of amqp-connection-manager, a promise of one, or a function that returns the current one';

function placeOf(connection: unknown): string {
  const stream = peek(connection, 'connection', 'stream');
  return place(peek(stream, '_host') ?? peek(stream, 'remoteAddress'), peek(stream, 'remotePort'));
}
