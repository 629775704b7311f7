import { mqttCheck } from '@probez/checks';
import { connect } from 'mqtt';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { mosquittoServer, startServer, USER } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const driver: Driver = {
  name: 'mqtt',
  attach(port, password) {
    const client = connect({ host: '127.0.0.1', port, username: USER, password, reconnectPeriod: 200 });
    client.on('error', () => {});
    return { check: mqttCheck(client), close: () => client.endAsync(true) };
  },
  refused: /^MQTT at 127\.0\.0\.1:\d+: Connection refused: Not authorized; check the user and the password$/,
  silent: /^timed out after 500 ms: MQTT at 127\.0\.0\.1:\d+ does not answer PINGREQ$/,
  gone: /MQTT at 127\.0\.0\.1:\d+: (.*(ECONNREFUSED|ECONNRESET)|is the broker running\?)/,
};

describe.skipIf(missing('mosquitto', 'mosquitto_passwd', 'setpriv'))('Mosquitto', () => {
  serverSuite(driver, () => startServer(mosquittoServer), mosquittoServer.version);
});
