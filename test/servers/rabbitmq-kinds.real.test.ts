/** The other things that people have for RabbitMQ: managers, channels, connections that recover. */
import { rabbitmqCheck } from '@probez/checks';
import { connect as manage } from 'amqp-connection-manager';
import { connect } from 'amqplib';
import { connect as connectWithCallback } from 'amqplib/callback_api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { PASSWORD, startRabbit, type TestServer, USER } from './support/servers.ts';
import { runOnce } from './support/suite.ts';

test('amqp-connection-manager without a broker fails, and says that it tries again', async () => {
  const manager = manage([`amqp://127.0.0.1:${await freePort()}`], { reconnectTimeInSeconds: 1 });
  manager.on('connectFailed', () => {});
  for (const check of [rabbitmqCheck(manager), rabbitmqCheck(() => manager), rabbitmqCheck(Promise.resolve(manager))]) {
    expect(await runOnce(check)).toMatchObject({
      status: 'fail',
      reason:
        'RabbitMQ: the connection manager is not connected and keeps trying: is the broker running? Its connectFailed event says why',
    });
  }
  await manager.close();
});

describe.skipIf(missing('rabbitmq-server', 'epmd', 'setpriv'))('RabbitMQ', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRabbit();
  });
  afterAll(() => server?.close());
  const url = () => `amqp://${USER}:${PASSWORD}@127.0.0.1:${server.port}`;

  test('amqp-connection-manager: asked over its connection of the moment, through an outage', async () => {
    const manager = manage([url()], { reconnectTimeInSeconds: 1, heartbeatIntervalInSeconds: 1 });
    manager.on('connectFailed', () => {});
    const channel = manager.createChannel();
    channel.on('error', () => {});
    await channel.waitForConnect();
    const check = rabbitmqCheck(manager);
    for (let run = 0; run < 20; run += 1) expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    await server.kill();
    await expect.poll(() => runOnce(check), { timeout: 20_000 }).toMatchObject({ status: 'fail' });
    await server.restart();
    await expect.poll(() => runOnce(check), { timeout: 30_000 }).toMatchObject({ status: 'pass' });
    await manager.close();
    expect(await runOnce(check)).toMatchObject({ status: 'fail' });
  }, 120_000);

  test('channels, and connections with callbacks, are refused with what to pass instead', async () => {
    const connection = await connect(url());
    const channel = await connection.createChannel();
    const confirm = await connection.createConfirmChannel();
    for (const each of [channel, confirm]) {
      const handIn = () => Reflect.apply(rabbitmqCheck, undefined, [each]);
      expect(handIn).toThrow(
        'the client is a channel of amqplib; use rabbitmqCheck(connection), with the connection that it was created from',
      );
    }
    expect(await runOnce(rabbitmqCheck(connection))).toMatchObject({ status: 'pass' });
    // Handed over by a function, it is seen at the run.
    expect(await runOnce(Reflect.apply(rabbitmqCheck, undefined, [() => channel]))).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining(
        'the connection is a channel of amqplib; use rabbitmqCheck(connection), with the connection that it was created from',
      ),
    });
    await connection.close();
    const old = await new Promise<{ close(): void }>((resolve, reject) =>
      connectWithCallback(url(), (error: unknown, made) => (made === undefined ? reject(error) : resolve(made))),
    );
    expect(() => Reflect.apply(rabbitmqCheck, undefined, [old])).toThrow(
      'the client is a connection of amqplib with callbacks',
    );
    old.close();
  });

  test('amqplib 2 that recovers by itself', async () => {
    const connection = await connect(url(), { recovery: true });
    connection.on('error', () => {});
    const check = rabbitmqCheck(connection);
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    await server.kill();
    const during = await runOnce(check, AbortSignal.timeout(1_000)).catch(() => ({ status: 'timed out' }));
    expect(during).not.toMatchObject({ status: 'pass' });
    await server.restart();
    const ask = () => runOnce(check, AbortSignal.timeout(2_000)).catch(() => ({ status: 'timed out' }));
    await expect.poll(ask, { timeout: 40_000 }).toMatchObject({ status: 'pass' });
    await connection.close();
  }, 120_000);
});
