import { redisCheck } from '@probez/checks';
import { Redis } from 'ioredis';
import { Redis as Redis5 } from 'ioredis5';
import { createClient } from 'redis';
import { createClient as createClient5 } from 'redis5';
import { describe } from 'vitest';
import { missing } from '../support/missing.ts';
import { redisServer, startServer } from './support/servers.ts';
import { type Driver, serverSuite } from './support/suite.ts';

const words = {
  refused: /^(timed out after 500 ms: .*|Redis at 127\.0\.0\.1:\d+: .*(WRONGPASS|NOAUTH|closed).*)$/,
  silent: /^timed out after 500 ms: Redis at 127\.0\.0\.1:\d+ does not answer PING$/,
  gone: /(Redis at 127\.0\.0\.1:\d+: .*(ECONNREFUSED|closed))|the client is not connected to Redis at 127\.0\.0\.1:\d+ \(.*\): is the server running\?$/i,
};

const drivers: readonly Driver[] = [
  {
    name: 'ioredis 6',
    attach(port, password) {
      const client = new Redis({ host: '127.0.0.1', port, password });
      client.on('error', () => {});
      return { check: redisCheck(client), close: () => client.disconnect() };
    },
    ...words,
  },
  {
    name: 'ioredis 5',
    attach(port, password) {
      const client = new Redis5({ host: '127.0.0.1', port, password });
      client.on('error', () => {});
      return { check: redisCheck(client), close: () => client.disconnect() };
    },
    ...words,
  },
  {
    name: 'redis 6',
    async attach(port, password) {
      const client = createClient({ url: `redis://:${password}@127.0.0.1:${port}` });
      client.on('error', () => {});
      void client.connect().catch(() => {});
      return { check: redisCheck(client), close: () => client.destroy() };
    },
    ...words,
    silent: /^timed out after 500 ms: Redis at 127\.0\.0\.1:\d+ does not answer PING \(a client that waits in BLPOP/,
  },
  {
    name: 'redis 5',
    async attach(port, password) {
      const client = createClient5({ socket: { host: '127.0.0.1', port }, password });
      client.on('error', () => {});
      void client.connect().catch(() => {});
      return { check: redisCheck(client), close: () => client.destroy() };
    },
    ...words,
    silent: /^timed out after 500 ms: Redis at 127\.0\.0\.1:\d+ does not answer PING \(a client that waits in BLPOP/,
  },
];

describe.skipIf(missing('redis-server', 'setpriv'))('Redis', () => {
  for (const driver of drivers) serverSuite(driver, () => startServer(redisServer), redisServer.version);
});
