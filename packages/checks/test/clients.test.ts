import { EventEmitter } from 'node:events';
import {
  type AmqpConnection,
  mqttCheck,
  mysqlCheck,
  natsCheck,
  postgresCheck,
  rabbitmqCheck,
  redisCheck,
} from '@probez/checks';
import { describe, expect, test } from 'vitest';
import { runOnce, start, ticks } from './support.ts';

/** What the suites against real servers cannot bring about at will. */
describe('redis', () => {
  class Client extends EventEmitter {
    status = 'connecting';
    pings = 0;
    options = { host: 'cache', port: 6379 };
    async ping() {
      this.pings += 1;
      return 'PONG';
    }
  }

  test('not connected yet: no command is queued, and the run goes on when the client is ready', async () => {
    const client = new Client();
    const run = start(redisCheck(client));
    await ticks();
    expect(run.steps).toEqual([
      'the client is not connected to Redis at cache:6379 (status connecting): is the server running?',
    ]);
    expect(client.pings).toBe(0);
    client.emit('ready');
    expect(await run.outcome).toMatchObject({ status: 'pass' });
    expect(client.eventNames()).toEqual([]);
  });

  test('an error is heard only beside the app’s own listener, and no listener stays', async () => {
    const deaf = new Client();
    const silent = start(redisCheck(deaf));
    await ticks();
    expect(deaf.listenerCount('error')).toBe(0);
    silent.abort();
    await expect(silent.outcome).rejects.toThrow('timed out');
    expect(deaf.eventNames()).toEqual([]);

    const client = new Client();
    client.on('error', () => {});
    const run = start(redisCheck(client));
    await ticks();
    client.emit('error', new Error('WRONGPASS invalid'));
    expect(await run.outcome).toMatchObject({
      status: 'fail',
      reason: 'Redis at cache:6379: WRONGPASS invalid; check the user and the password',
    });
    expect([client.listenerCount('error'), client.listenerCount('ready')]).toEqual([1, 0]);
  });

  test('a client that was closed fails at once', async () => {
    const client = Object.assign(new Client(), { status: 'end' });
    expect((await runOnce(redisCheck(client))).reason).toMatch(
      /^Redis at cache:6379: the client is closed \(status end\)/,
    );
    const node = Object.assign(new EventEmitter(), { isOpen: false, isReady: false, ping: async () => 'PONG' });
    expect((await runOnce(redisCheck(node))).reason).toMatch(
      /^Redis: the client is closed \(connect\(\) was not called, has failed/,
    );
  });
});

describe('rabbitmq', () => {
  function connection() {
    const listeners = new Map<string, (reason: string) => void>();
    let opened = 0;
    let closed = 0;
    const fake: AmqpConnection = {
      async createChannel() {
        opened += 1;
        return {
          on: () => {},
          async close() {
            closed += 1;
          },
        };
      },
      on: (event: string, listener: (reason: string) => void) => listeners.set(event, listener),
    };
    return {
      fake,
      emit: (event: string, reason = '') => listeners.get(event)?.(reason),
      counts: () => [opened, closed],
    };
  }

  test('a broker that blocks publishers warns until it unblocks', async () => {
    const { fake, emit, counts } = connection();
    const check = rabbitmqCheck(fake);
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    emit('blocked', 'low on memory');
    expect(await runOnce(check)).toMatchObject({
      status: 'warn',
      reason: 'the broker has blocked publishers: low on memory; free memory or disk on the broker',
    });
    emit('unblocked');
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    expect(counts()).toEqual([3, 3]);
  });

  test('the connection of the moment is asked', async () => {
    const first = connection();
    const second = connection();
    let live: AmqpConnection | undefined;
    const check = rabbitmqCheck(() => live);
    expect((await runOnce(check)).reason).toBe(
      'RabbitMQ: the app has no connection: did connecting fail, or has it not started yet?',
    );
    live = first.fake;
    await runOnce(check);
    live = second.fake;
    await runOnce(check);
    expect([first.counts(), second.counts()]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const refused = rabbitmqCheck(() => Promise.reject(new Error('ACCESS-REFUSED: Login was refused')));
    expect((await runOnce(refused)).reason).toMatch(/Login was refused/);
    expect(await runOnce(rabbitmqCheck(() => Object({})))).toMatchObject({ status: 'fail' });
  });
});

test('nats: a connection that gave up says what would help', async () => {
  const closed = { rtt: async () => 1, getServer: () => '', isClosed: () => true };
  expect((await runOnce(natsCheck(closed))).reason).toBe(
    'NATS: the connection is closed for good: with maxReconnectAttempts: -1 the client never gives up',
  );
});

test('mqtt: only the broker’s PINGRESP is an answer, and no listener stays', async () => {
  let pings = 0;
  const client = Object.assign(new EventEmitter(), {
    connected: true,
    disconnecting: false,
    sendPing() {
      pings += 1;
    },
  });
  const run = start(mqttCheck(client));
  await ticks();
  client.emit('packetreceive', { cmd: 'publish' });
  await ticks();
  client.emit('packetreceive', { cmd: 'pingresp' });
  expect(await run.outcome).toMatchObject({ status: 'pass' });
  expect(pings).toBe(1);
  expect(client.eventNames()).toEqual([]);
  const ended = Object.assign(new EventEmitter(), { connected: false, disconnecting: true, sendPing: () => {} });
  expect((await runOnce(mqttCheck(ended))).reason).toBe('MQTT: the client was ended: it does not reconnect by itself');
});

describe('pools', () => {
  test('pg: a connection that comes after the time-out goes back unused, one whose query hangs is destroyed', async () => {
    const released: (boolean | undefined)[] = [];
    let lend: (client: { query(): Promise<unknown>; release(destroy?: boolean): void }) => void = () => {};
    const pool = {
      totalCount: 0,
      idleCount: 0,
      waitingCount: 0,
      options: { connectionString: 'postgres://app:secret@db.internal/orders', max: 10 },
      connect: () =>
        new Promise<Parameters<typeof lend>[0]>((resolve) => {
          lend = resolve;
        }),
    };
    const client = { query: () => new Promise(() => {}), release: (destroy?: boolean) => void released.push(destroy) };
    const check = postgresCheck(pool);
    const late = start(check);
    await ticks();
    expect(late.steps.at(-1)).toBe(
      'no connection to PostgreSQL at db.internal:5432; set connectionTimeoutMillis, so that the pool gives up too',
    );
    late.abort();
    await ticks();
    lend(client);
    await ticks();
    expect(released).toEqual([undefined]);
    const hung = start(check);
    await ticks();
    lend(client);
    await ticks();
    hung.abort();
    await expect(hung.outcome).rejects.toThrow('timed out');
    expect(released).toEqual([undefined, true]);
  });

  test('pg: a lent connection that dies emits its error at nobody else, and one that goes back has no listener of ours', async () => {
    let answer: () => Promise<unknown> = async () => [];
    const client = Object.assign(new EventEmitter(), { query: () => answer(), release: () => {} });
    const pool = { totalCount: 1, idleCount: 1, waitingCount: 0, connect: async () => client };
    const check = postgresCheck(pool);
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    expect(client.eventNames()).toEqual([]);
    answer = () => Promise.reject(Object.assign(new Error('no such table'), { severity: 'ERROR' }));
    expect(await runOnce(check)).toMatchObject({ status: 'fail' });
    expect(client.eventNames()).toEqual([]);
    answer = async () => {
      const died = new Error('read ECONNRESET');
      client.emit('error', died);
      throw died;
    };
    expect(await runOnce(check)).toMatchObject({ status: 'fail' });
    expect(() => client.emit('error', new Error('once more'))).not.toThrow();
  });

  test('mysql: a pool with callbacks is asked through its promises', async () => {
    const log: string[] = [];
    const connection = {
      query: async (sql: string) => log.push(sql),
      release: () => void log.push('release'),
      destroy: () => void log.push('destroy'),
    };
    const check = mysqlCheck({ promise: () => ({ getConnection: async () => connection }) }, { query: 'select 2' });
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    expect(log).toEqual(['select 2', 'release']);
    connection.query = () => Promise.reject(new Error('closed'));
    expect(await runOnce(check)).toMatchObject({ status: 'fail' });
    expect(log.at(-1)).toBe('destroy');
  });
});
