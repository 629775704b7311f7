import { connect } from '@nats-io/transport-node';
import { natsCheck } from '@probez/checks';
import { connect as connect2 } from 'nats';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { natsServer, startServer, USER } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const words = {
  refused: /^NATS: .*authoriz.*; check the user, the password or the token$|check the user and the password$/i,
  silent: /^timed out after 500 ms: NATS at 127\.0\.0\.1:\d+ does not answer PING$/,
  gone: /^NATS at 127\.0\.0\.1:\d+: /,
};
const options = { user: USER, reconnectTimeWait: 200, maxReconnectAttempts: -1 };

const drivers: readonly Driver[] = [
  {
    name: '@nats-io/transport-node 3',
    attach(port, pass) {
      const connecting = connect({ ...options, servers: `127.0.0.1:${port}`, pass });
      connecting.catch(() => {});
      return {
        check: natsCheck(connecting),
        close: () => connecting.then((connection) => connection.close()).catch(() => {}),
      };
    },
    ...words,
  },
  {
    name: 'nats 2',
    attach(port, pass) {
      const connecting = connect2({ ...options, servers: `127.0.0.1:${port}`, pass });
      connecting.catch(() => {});
      return {
        check: natsCheck(connecting),
        close: () => connecting.then((connection) => connection.close()).catch(() => {}),
      };
    },
    ...words,
  },
];

describe.skipIf(missing('nats-server', 'setpriv'))('NATS', () => {
  for (const driver of drivers) serverSuite(driver, () => startServer(natsServer), natsServer.version);
});
