import type { PolledCheck } from '@probez/core';
import { peek } from '@probez/core/internal';
import { defineCheck, type ReadyCheckOptions } from './define.ts';
import { type Emitter, nextEvent } from './emitter.ts';
import { Finding } from './explain.ts';
import { needClient } from './known-clients.ts';
import { place, subjectAt } from './place.ts';

/** The part of a client of `mqtt` (MQTT.js 5) that the check needs. */
export interface MqttClient extends Emitter {
  readonly connected: boolean;
  readonly disconnecting: boolean;
  sendPing(): void;
}

/** Options of {@link mqttCheck}. */
export type MqttCheckOptions = ReadyCheckOptions;

/**
 * Sends a PINGREQ over the app's own `mqtt` client and waits for the PINGRESP. It needs no topic and no permission. The client's
 * own keep-alive would notice a silent broker only after a minute or more.
 * @throws `ProbezError` with `INVALID_OPTION` if the argument or an option is wrong
 */
export function mqttCheck(client: MqttClient, options: MqttCheckOptions = {}): PolledCheck {
  needClient('mqttCheck', client, ['sendPing', 'on', 'removeListener', 'listenerCount'], 'a client of mqtt, version 5');
  const subject = (): string =>
    subjectAt(
      'MQTT',
      place(peek(client, 'options', 'hostname') ?? peek(client, 'options', 'host'), peek(client, 'options', 'port')),
    );
  // A ping needs no taking back: what is left behind on a silent broker is two bytes in a socket.
  const kind = { factory: 'mqttCheck', name: 'mqtt', componentType: 'datastore', subject };
  return defineCheck(
    {
      ...kind,
      async run({ signal, step }) {
        if (client.disconnecting) throw new Finding('the client was ended: it does not reconnect by itself');
        if (!client.connected) {
          step(`the client is not connected to ${subject()}: is the broker running?`);
          await nextEvent(client, 'connect', signal);
        }
        step(`${subject()} does not answer PINGREQ`);
        client.sendPing();
        await nextEvent(client, 'packetreceive', signal, (packet) => peek(packet, 'cmd') === 'pingresp');
        return undefined;
      },
    },
    options,
  );
}
