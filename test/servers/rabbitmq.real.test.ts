import { type AmqpConnection, rabbitmqCheck } from '@probez/checks';
import { connect } from 'amqplib';
import { connect as connect10 } from 'amqplib10';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { rabbitServer, startRabbit, USER } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const words = {
  refused: /^RabbitMQ: .*ACCESS.REFUSED.*; check the user and the password$/,
  silent: /^timed out after 500 ms: RabbitMQ at 127\.0\.0\.1:\d+ does not answer$/,
  gone: /^RabbitMQ.*: (.*(ECONNREFUSED|closed|ended)|the app has no connection)/,
};

type Connection = AmqpConnection & {
  close(): Promise<void>;
  on(event: string, listener: () => void): unknown;
};

/** What an app does around amqplib, which does not connect again by itself. */
function keepConnected(connectOnce: () => Promise<Connection>) {
  let ended = false;
  let live: Promise<Connection>;
  const again = (): void => {
    live = connectOnce();
    live.then(
      (connection) => {
        connection.on('error', () => {});
        connection.on('close', () => ended || setTimeout(again, 200));
      },
      () => ended || setTimeout(again, 200),
    );
  };
  again();
  return {
    current: () => live,
    close: async () => {
      ended = true;
      await live.then((connection) => connection.close()).catch(() => {});
    },
  };
}

const drivers: readonly Driver[] = [
  {
    name: 'amqplib 2',
    attach(port, password) {
      const app = keepConnected(() => connect(`amqp://${USER}:${password}@127.0.0.1:${port}`));
      return { check: rabbitmqCheck(app.current), close: app.close };
    },
    ...words,
  },
  {
    name: 'amqplib 0.10',
    attach(port, password) {
      const app = keepConnected(() => connect10(`amqp://${USER}:${password}@127.0.0.1:${port}`));
      return { check: rabbitmqCheck(app.current), close: app.close };
    },
    ...words,
  },
];

describe.skipIf(missing('rabbitmq-server', 'epmd', 'setpriv'))('RabbitMQ', () => {
  for (const driver of drivers) serverSuite(driver, startRabbit, rabbitServer.version);
});
