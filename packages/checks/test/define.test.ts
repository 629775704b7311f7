import {
  anyOf,
  certificateCheck,
  diskSpaceCheck,
  dnsCheck,
  eventLoopCheck,
  execCheck,
  fileCheck,
  grpcCheck,
  httpCheck,
  memoryCheck,
  mqttCheck,
  mysqlCheck,
  natsCheck,
  postgresCheck,
  processCheck,
  type ReadyCheckOptions,
  rabbitmqCheck,
  redisCheck,
  sqlCheck,
  tcpCheck,
} from '@probez/checks';
import { createHealth, type PolledCheck } from '@probez/core';
import { expect, test } from 'vitest';
import { runOnce } from './support.ts';

const nothing = () => {};

/** Calls as JavaScript does, without types. */
const untyped = (factory: (...args: never[]) => unknown, ...args: readonly unknown[]): unknown =>
  Reflect.apply(factory, undefined, args);
const emitter = { on: nothing, removeListener: nothing, listenerCount: () => 0 };

/** Every factory with a client that has the right shape and does nothing. */
const factories: readonly (readonly [string, string, (options?: ReadyCheckOptions) => PolledCheck])[] = [
  ['postgres', 'datastore', (options) => postgresCheck({ query: async () => 1, escapeIdentifier: String }, options)],
  ['mysql', 'datastore', (options) => mysqlCheck({ query: async () => 1 }, options)],
  ['redis', 'datastore', (options) => redisCheck({ ...emitter, ping: async () => 'PONG', status: 'ready' }, options)],
  ['rabbitmq', 'datastore', (options) => rabbitmqCheck(() => undefined, options)],
  [
    'mqtt',
    'datastore',
    (options) => mqttCheck({ ...emitter, connected: true, disconnecting: false, sendPing: nothing }, options),
  ],
  ['nats', 'datastore', (options) => natsCheck(() => undefined, options)],
  ['sql', 'datastore', (options) => sqlCheck(async () => 1, options)],
  ['http', 'component', (options) => httpCheck('http://127.0.0.1:1/', options)],
  ['tcp', 'component', (options) => tcpCheck('127.0.0.1:1', options)],
  ['dns', 'system', (options) => dnsCheck('localhost', options)],
  ['certificate', 'component', (options) => certificateCheck('localhost', options)],
  ['grpc', 'component', (options) => grpcCheck({ makeUnaryRequest: () => ({ cancel: nothing }) }, options)],
  ['disk-space', 'system', (options) => diskSpaceCheck('/', options)],
  ['file', 'system', (options) => fileCheck('/tmp/healthy', options)],
  ['memory', 'system', (options) => memoryCheck(options)],
  ['event-loop', 'system', (options) => eventLoopCheck(options)],
  ['process', 'component', (options) => processCheck(() => undefined, options)],
  ['exec', 'component', (options) => execCheck(['true'], options)],
  ['any-of', 'component', (options) => anyOf([{ name: 'a', run: nothing }], options)],
];

test.each(factories)(
  '%s: a plain object that a health takes, with a name, a type and the options given',
  (name, componentType, make) => {
    const plain = make();
    expect(plain).toMatchObject({ name, componentType });
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
    const options = {
      name: 'mine',
      critical: false,
      shared: true,
      periodMs: 7,
      timeoutMs: 6,
      probes: 'startup',
    } as const;
    expect(make(options)).toMatchObject(options);
    // An option that is undefined keeps its default, as everywhere.
    expect(make({ name: undefined, periodMs: undefined })).toEqual({ ...plain, run: expect.any(Function) });
    createHealth({ logger: false, checks: [{ ...plain, critical: false }] });
  },
);

test.each(factories)('%s: a misspelt option is an error that names it', (_name, _type, make) => {
  expect(() => untyped(make, { timeout: 5 })).toThrow(/unknown option "timeout"; did you mean "timeoutMs"\?$/);
});

test('a datastore in liveness is refused by the health, with advice', () => {
  const check = postgresCheck({ query: async () => 1, escapeIdentifier: String }, { probes: 'liveness' });
  expect(() => createHealth({ logger: false, checks: [check] })).toThrow(/is a datastore and serves liveness/);
});

const refusals: readonly (readonly [string, () => unknown, RegExp])[] = [
  [
    'no client',
    () => untyped(postgresCheck, undefined),
    /^postgresCheck: the client is undefined; allowed: a Pool or Client of pg, a database of pg-promise, or the sql function of postgres or Neon$/,
  ],
  ['another object', () => untyped(postgresCheck, {}), /^postgresCheck: the client is \{\}; allowed/],
  ['a URL for a pool', () => untyped(mysqlCheck, 'mysql://root:secret@db'), /^mysqlCheck: the client is "mysql/],
  [
    'not Redis',
    () => untyped(redisCheck, { ping: nothing }),
    /^redisCheck: the client is \{ ping: a function \}; allowed: a client or cluster of ioredis; a client, pool, sentinel or cluster of redis 4 or later$/,
  ],
  [
    'not RabbitMQ',
    () => untyped(rabbitmqCheck, {}),
    /^rabbitmqCheck: the client is \{\}; allowed: a connection of amqplib/,
  ],
  ['not MQTT', () => untyped(mqttCheck, null), /^mqttCheck: the client is null/],
  ['not NATS', () => untyped(natsCheck, {}), /^natsCheck: the client is \{\}/],
  [
    'a query that is text',
    () => untyped(sqlCheck, 'select 1'),
    /^sqlCheck: query is "select 1"; allowed: a function that asks/,
  ],
  [
    'an empty query',
    () => postgresCheck({ query: async () => 1, escapeIdentifier: String }, { query: '' }),
    /^postgresCheck: query is ""/,
  ],
  ['not gRPC', () => untyped(grpcCheck, {}), /^grpcCheck: the client is \{\}; allowed: a client \(stub\)/],
  [
    'warnAfterMs 0',
    () => fileCheck('/x', { warnAfterMs: 0 }),
    /^fileCheck: warnAfterMs is 0; allowed: a number of milliseconds greater than 0$/,
  ],
  [
    'no URL',
    () => httpCheck('api.example.com'),
    /^httpCheck: the URL is "api.example.com"; allowed: an http or https URL/,
  ],
  ['another protocol', () => httpCheck('ftp://u:p@x/'), /^httpCheck: the URL is "ftp:\/\/…"; allowed/],
  [
    'redirects -1',
    () => httpCheck('http://x', { redirects: -1 }),
    /^httpCheck: redirects is -1; allowed: a whole number from 0 to 20$/,
  ],
  [
    'a status that is none',
    () => httpCheck('http://x', { expectStatus: [200, 99] }),
    /^httpCheck: expectStatus is 99; allowed: a number from 100 to 599$/,
  ],
  ['port 0', () => tcpCheck('db:0'), /^tcpCheck: the target is "db:0"; allowed: 'host:port'/],
  ['no port', () => tcpCheck('db'), /^tcpCheck: the target is "db"/],
  [
    'port 65536',
    () => tcpCheck({ host: 'db', port: 65_536 }),
    /^tcpCheck: the target is \{ host: "db", port: 65536 \}; allowed/,
  ],
  ['no host name', () => dnsCheck(''), /^dnsCheck: the host name is ""/],
  ['servers with lookup', () => dnsCheck('x', { servers: ['1.1.1.1'] }), /^dnsCheck: servers is \["1.1.1.1"\]/],
  [
    'warn after fail',
    () => certificateCheck('x', { warnDays: 5, failDays: 10 }),
    /^certificateCheck: warnDays is 5; allowed: a number from 10 to 3650$/,
  ],
  ['negative percent', () => diskSpaceCheck('/', { failFreePercent: -1 }), /^diskSpaceCheck: failFreePercent is -1/],
  ['no path', () => fileCheck(''), /^fileCheck: the path is ""/],
  [
    'age and absence',
    () => fileCheck('/x', { maxAgeMs: 5, absent: true }),
    /^fileCheck: maxAgeMs is 5; allowed: no maxAgeMs together with absent: true$/,
  ],
  [
    'warn above fail',
    () => memoryCheck({ warnPercent: 96 }),
    /^memoryCheck: warnPercent is 96; allowed: a number from 0 to 95$/,
  ],
  [
    'no window',
    () => eventLoopCheck({ windowMs: 0 }),
    /^eventLoopCheck: windowMs is 0; allowed: a number from 100 to 600000$/,
  ],
  [
    'a shell line',
    () => untyped(execCheck, 'pg_isready -q'),
    /^execCheck: the command is "pg_isready -q"; allowed: a list of strings/,
  ],
  [
    'nothing to choose from',
    () => anyOf([]),
    /^anyOf: the checks is \[\]; allowed: a list of polled checks that is not empty$/,
  ],
  [
    'more than there are',
    () => anyOf([fileCheck('/x')], { atLeast: 2 }),
    /^anyOf: atLeast is 2; allowed: a whole number from 1 to 1/,
  ],
];

const wrongTypes: readonly (readonly [string, () => unknown, RegExp])[] = [
  [
    'options null',
    () => untyped(postgresCheck, { query: nothing, escapeIdentifier: String }, null),
    /^the options object of postgresCheck is null; allowed: an object$/,
  ],
  ['options a list', () => untyped(memoryCheck, []), /^the options object of memoryCheck is \[\]/],
  [
    'a URL with a password, which is not shown',
    () => untyped(postgresCheck, 'postgres://app:hunter2@db/orders'),
    /^postgresCheck: the client is "postgres:\/\/\*\*\*@db\/orders"/,
  ],
  ['warnAfterMs', () => untyped(fileCheck, '/x', { warnAfterMs: true }), /^fileCheck: warnAfterMs is true/],
  ['a method', () => untyped(httpCheck, 'http://x', { method: 1 }), /^httpCheck: method is 1; allowed: a method such/],
  [
    'headers',
    () => untyped(httpCheck, 'http://x', { headers: { a: 1 } }),
    /^httpCheck: headers.a is 1; allowed: a string$/,
  ],
  ['no status', () => untyped(httpCheck, 'http://x', { expectStatus: [] }), /^httpCheck: expectStatus is \[\]/],
  [
    'tls',
    () => untyped(httpCheck, 'https://x', { tls: true }),
    /^httpCheck: tls is true; allowed: TLS options, such as \{ ca, cert, key \}$/,
  ],
  ['a socket', () => untyped(httpCheck, 'http://x', { socketPath: 5 }), /^httpCheck: socketPath is 5/],
  ['an agent', () => untyped(httpCheck, 'http://x', { agent: 'x' }), /^httpCheck: agent is "x"/],
  [
    'half a redirect',
    () => httpCheck('http://x', { redirects: 1.5 }),
    /^httpCheck: redirects is 1.5; allowed: a whole/,
  ],
  ['an address', () => untyped(dnsCheck, 'x', { expect: [7] }), /^dnsCheck: expect is 7; allowed: an address/],
  ['a host', () => untyped(certificateCheck, {}), /^certificateCheck: the target is \{\}; allowed: 'host:port'/],
  [
    'a host that is a number',
    () => untyped(tcpCheck, { host: 5, port: 1 }),
    /^tcpCheck: the target is \{ host: 5, port: 1 \}/,
  ],
  ['absent', () => untyped(fileCheck, '/x', { absent: 'no' }), /^fileCheck: absent is "no"; allowed: true or false$/],
  ['cgroup', () => untyped(memoryCheck, { cgroup: '/sys' }), /^memoryCheck: cgroup is "\/sys"/],
  ['a limit', () => untyped(memoryCheck, { failPercent: 95n }), /^memoryCheck: failPercent is 95n; allowed: a number/],
  ['a folder', () => untyped(execCheck, ['true'], { cwd: 1 }), /^execCheck: cwd is 1; allowed: a path/],
  ['an environment', () => untyped(execCheck, ['true'], { env: { A: 1 } }), /^execCheck: env.A is 1/],
  ['an empty command', () => untyped(execCheck, ['']), /^execCheck: the command is \[""\]/],
  [
    'one check twice',
    () => {
      const one = fileCheck('/x');
      return anyOf([one, one]);
    },
    /^anyOf: check "file" is given twice; allowed: each check once$/,
  ],
  ['a child', () => untyped(processCheck, 7), /^processCheck: the child is 7; allowed: a ChildProcess/],
];

test.each(wrongTypes)('refused at construction, quoted: %s', (_what, make, message) => {
  expect(make).toThrow(message);
});

test.each(refusals)('refused at construction: %s', (_what, make, message) => {
  expect(make).toThrow(message);
});

test('a pass slower than warnAfterMs warns', async () => {
  const slow = () => new Promise((resolve) => setTimeout(resolve, 30));
  expect(await runOnce(sqlCheck(slow, { warnAfterMs: 5 }))).toMatchObject({
    status: 'warn',
    reason: expect.stringMatching(/^took \d+ ms, longer than warnAfterMs 5$/),
    observedUnit: 'ms',
  });
  expect(await runOnce(sqlCheck(async () => 1, { warnAfterMs: 5_000 }))).toMatchObject({
    status: 'pass',
    observedUnit: 'ms',
  });
});

test.each([
  ['a URL', (secret: string) => `postgres://app:${secret}@db.internal/orders`],
  ['a URL with a long user', (secret: string) => `amqps://${'app'.repeat(40)}:${secret}@mq.internal/`],
  ['pairs with spaces', (secret: string) => `host=db.internal user=app password=${secret} dbname=orders`],
  [
    'pairs with semicolons',
    (secret: string) => `Endpoint=sb://x/;SharedAccessKeyName=app;SharedAccessKey=${secret}=;EntityPath=q`,
  ],
  ['no scheme', (secret: string) => `app:${secret}@db.internal`],
  ['the options of a client', (secret: string) => ({ user: 'app', password: secret })],
  ['a URL among them', (secret: string) => ({ connectionString: `postgres://app:${secret}@db/orders` })],
])('in the place of what a check asks, %s is refused and its password not shown, however long', (_what, of) => {
  const inPlace = [
    postgresCheck,
    mysqlCheck,
    redisCheck,
    rabbitmqCheck,
    mqttCheck,
    natsCheck,
    grpcCheck,
    sqlCheck,
    httpCheck,
    tcpCheck,
    dnsCheck,
    certificateCheck,
    processCheck,
  ];
  for (const secret of ['hunter2', 'hunter2'.repeat(40)]) {
    for (const factory of inPlace) {
      let message = 'taken';
      try {
        untyped(factory, of(secret));
      } catch (error) {
        message = error instanceof Error ? error.message : '';
      }
      expect(message).toContain(`${factory.name}: `);
      expect(message).not.toContain('hunter2');
    }
  }
});
