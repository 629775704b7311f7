/** Every kind of Redis client that people have, in every state that it may be in. */
import { chmodSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type RedisCheckOptions, redisCheck } from '@probez/checks';
import type { PolledCheck } from '@probez/core';
import { Queue, Worker } from 'bullmq';
import { Cluster, Redis } from 'ioredis';
import { createClient, createClientPool, createCluster, createSentinel } from 'redis';
import { createClient as createClient4, createCluster as createCluster4 } from 'redis4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { startProgram } from './support/processes.ts';
import { PASSWORD, redisServer, type ServerKind, startServer, type TestServer } from './support/servers.ts';
import { runOnce } from './support/suite.ts';

const load = createRequire(import.meta.url);
const quiet = <T extends { on(event: 'error', listener: () => void): unknown }>(client: T): T => {
  client.on('error', () => {});
  return client;
};

/** Runs a check until it passes or a while is over; what it was doing, if it never settled. */
async function outcome(check: PolledCheck, ms = 3_000): Promise<{ status: string; reason?: string }> {
  let doing = '';
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('timed out')), ms);
  const step = (text: string): void => {
    doing = text;
  };
  try {
    const result = await check.run({ name: check.name, signal: controller.signal, step });
    return { status: String(Object(result).status), reason: Object(result).reason };
  } catch {
    return { status: 'timed out', reason: doing };
  } finally {
    clearTimeout(timer);
  }
}

describe.skipIf(missing('redis-server', 'setpriv'))('Redis', () => {
  let server: TestServer;
  const closers: (() => unknown)[] = [];
  const open = async <T>(client: T, close: (client: T) => unknown): Promise<T> => {
    closers.push(() => close(client));
    return client;
  };
  const url = (): string => `redis://:${PASSWORD}@127.0.0.1:${server.port}`;
  const ioredis = (): Promise<Redis> => open(quiet(new Redis(url())), (client) => client.disconnect());
  const nodeRedis = async () => open(await quiet(createClient({ url: url() })).connect(), (client) => client.destroy());

  beforeAll(async () => {
    server = await startServer(redisServer);
  });
  afterAll(async () => {
    await Promise.allSettled(closers.map((close) => close()));
    await server?.close();
  });

  const taken: readonly (readonly [string, () => Promise<PolledCheck>])[] = [
    ['ioredis', async () => redisCheck(await ioredis())],
    [
      'iovalkey',
      async () => redisCheck(await open(quiet(new (load('iovalkey').Redis)(url())), (client) => client.disconnect())),
    ],
    [
      'ioredis, lazy',
      async () =>
        redisCheck(await open(quiet(new Redis(url(), { lazyConnect: true })), (client) => client.disconnect())),
    ],
    ['redis 6', async () => redisCheck(await nodeRedis())],
    [
      'a pool of redis 6',
      async () => {
        const pool = quiet(createClientPool({ url: url() }));
        await pool.connect();
        return redisCheck(await open(pool, (each) => each.destroy()));
      },
    ],
    [
      'redis 4',
      async () =>
        redisCheck(await open(await quiet(createClient4({ url: url() })).connect(), (client) => client.disconnect())),
    ],
    [
      'redis 4 in legacy mode',
      async () => {
        const client = quiet(createClient4({ url: url(), legacyMode: true }));
        await client.connect();
        return redisCheck(await open(client, (each) => each.disconnect()));
      },
    ],
    [
      'ioredis that subscribes',
      async () => {
        const client = await ioredis();
        await client.subscribe('news');
        return redisCheck(client);
      },
    ],
    [
      'redis that subscribes',
      async () => {
        const client = await nodeRedis();
        await client.subscribe('news', () => {});
        return redisCheck(client);
      },
    ],
    [
      'a connection that BullMQ was given',
      async () => {
        const connection = await open(quiet(new Redis(url(), { maxRetriesPerRequest: null })), (client) =>
          client.disconnect(),
        );
        const queue = await open(quiet(new Queue('mail', { connection })), (each) => each.close());
        await queue.add('welcome', {});
        return redisCheck(connection);
      },
    ],
  ];

  test.each(taken)('%s: taken, and passes run after run', async (_what, make) => {
    const check = await make();
    for (let run = 0; run < 3; run += 1) expect(await outcome(check)).toEqual({ status: 'pass', reason: undefined });
  });

  test('ioredis, blocked in BLPOP: says so, leaves one PING behind, and passes when it is free', async () => {
    const client = await ioredis();
    const popped = client.blpop('jobs', 0);
    const check = redisCheck(client);
    for (let run = 0; run < 3; run += 1) {
      expect(await outcome(check, 200)).toEqual({
        status: 'timed out',
        reason: expect.stringMatching(
          /does not answer PING: the client is blocked in BLPOP, and answers nothing until that returns; give the check a client of its own, client\.duplicate\(\)$/,
        ),
      });
    }
    expect(Object(client).commandQueue.length).toBe(2);
    await (await ioredis()).rpush('jobs', 'one');
    expect(await popped).toEqual(['jobs', 'one']);
    expect(await outcome(check)).toMatchObject({ status: 'pass' });
  });

  test('redis, blocked in BLPOP: it cannot be seen, so it is named as what it may be', async () => {
    const client = await nodeRedis();
    const popped = client.blPop('jobs', 0);
    expect(await outcome(redisCheck(client), 300)).toEqual({
      status: 'timed out',
      reason: expect.stringMatching(/does not answer PING \(a client that waits in BLPOP or XREAD answers nothing/),
    });
    await (await nodeRedis()).rPush('jobs', 'one');
    await popped;
  });

  test('ioredis inside a MULTI, and as a monitor: named', async () => {
    const client = await ioredis();
    await client.multi({ pipeline: false });
    expect((await outcome(redisCheck(client))).reason).toMatch(
      /: the client is inside a MULTI, and PING was queued there; give/,
    );
    const monitor = await (await ioredis()).monitor();
    closers.push(() => monitor.disconnect());
    expect((await outcome(redisCheck(monitor))).reason).toMatch(
      /: the client is in monitor mode and accepts no commands/,
    );
  });

  test('BullMQ: how deep a queue is', async () => {
    const connect = () =>
      open(quiet(new Redis(url(), { maxRetriesPerRequest: null })), (client) => client.disconnect());
    const connection = await connect();
    const queue = await open(quiet(new Queue('depth', { connection })), (each) => each.close());
    // As see docs/checks/recipes.md.
    const check = {
      name: 'mail-queue',
      run: async () => {
        const waiting = await queue.getWaitingCount();
        return {
          status: waiting > 3 ? 'warn' : 'pass',
          reason: `${waiting} jobs wait`,
          observedValue: waiting,
          observedUnit: 'jobs',
        };
      },
    } as const;
    for (let job = 0; job < 5; job += 1) await queue.add('welcome', {});
    expect(await runOnce(check)).toEqual({
      status: 'warn',
      reason: '5 jobs wait',
      observedValue: 5,
      observedUnit: 'jobs',
    });
    const worker = await open(quiet(new Worker('depth', async () => {}, { connection: await connect() })), (each) =>
      each.close(),
    );
    await expect.poll(() => runOnce(check), { timeout: 10_000 }).toMatchObject({ status: 'pass' });
    await worker.close();
  });

  describe('a primary that has become a read-only replica', () => {
    let old: TestServer;
    let admin: Redis;
    beforeAll(async () => {
      old = await startServer(redisServer);
      admin = quiet(new Redis(`redis://:${PASSWORD}@127.0.0.1:${old.port}`));
      await admin.call('ACL', 'SETUSER', 'narrow', 'on', `>${PASSWORD}`, '~*', '+get', '+ping');
      await admin.call('CONFIG', 'SET', 'masterauth', PASSWORD);
    });
    afterAll(async () => {
      admin?.disconnect();
      await old?.close();
    });

    const verdicts: readonly (readonly [
      string,
      (client: Redis) => RedisCheckOptions,
      string,
      string,
      RegExp | undefined,
    ])[] = [
      [
        'left out',
        () => ({}),
        'pass',
        'warn',
        /: is a read-only replica, writes fail there; set verify: 'writable' to fail the check, or verify: false to ignore it$/,
      ],
      [
        "'writable'",
        () => ({ verify: 'writable' }),
        'pass',
        'fail',
        /: is a read-only replica: writes fail there; is this client still connected/,
      ],
      ['false', () => ({ verify: false }), 'pass', 'pass', undefined],
      [
        'a write',
        (client) => ({ verify: () => client.set('probez', '1', 'EX', 60) }),
        'pass',
        'fail',
        /READONLY You can't write against a read only replica/,
      ],
      [
        'a question',
        (client) => ({ verify: async () => (await client.role())[0] === 'master' }),
        'pass',
        'fail',
        /: the check returned false$/,
      ],
    ];
    test.each(verdicts)('verify %s', async (_what, options, before, after, reason) => {
      for (const kind of ['ioredis', 'redis'] as const) {
        const place = `redis://:${PASSWORD}@127.0.0.1:${old.port}`;
        const asker = await open(quiet(new Redis(place)), (client) => client.disconnect());
        const client =
          kind === 'ioredis'
            ? asker
            : await open(await quiet(createClient({ url: place })).connect(), (each) => each.destroy());
        const check = redisCheck(client, options(asker));
        expect(await outcome(check)).toEqual({ status: before, reason: undefined });
        await admin.call('REPLICAOF', '127.0.0.1', String(server.port));
        try {
          const seen = await outcome(check);
          expect(seen.status).toBe(after);
          if (reason !== undefined) expect(seen.reason).toMatch(reason);
        } finally {
          await admin.call('REPLICAOF', 'NO', 'ONE');
        }
        expect(await outcome(check)).toMatchObject({ status: before });
      }
    });

    test('a client that reads from replicas on purpose, and a user who may not ask, are not bothered', async () => {
      await admin.call('REPLICAOF', '127.0.0.1', String(server.port));
      const place = { host: '127.0.0.1', port: old.port };
      const reader = await open(
        quiet(new Redis({ ...place, password: PASSWORD, readOnly: false, role: 'slave' })),
        (client) => client.disconnect(),
      );
      expect(await outcome(redisCheck(reader))).toMatchObject({ status: 'pass' });
      const narrow = { ...place, username: 'narrow', password: PASSWORD };
      const client = await open(quiet(new Redis(narrow)), (each) => each.disconnect());
      const check = redisCheck(client);
      const refusals = async () => Object(await admin.call('ACL', 'LOG'))[0][1];
      expect(await outcome(check)).toMatchObject({ status: 'pass' });
      const once = await refusals();
      for (let run = 0; run < 3; run += 1) expect(await outcome(check)).toMatchObject({ status: 'pass' });
      // Refused once, never asked again.
      expect(await refusals()).toBe(once);
      const wanted = await outcome(redisCheck(client, { verify: 'writable' }));
      expect(wanted).toEqual({
        status: 'fail',
        reason: expect.stringMatching(/NOPERM .*; check the user's rights \(ACL\)$/),
      });
      await admin.call('REPLICAOF', 'NO', 'ONE');
    });
  });

  describe('cluster and sentinel', () => {
    test('a cluster of one node, over ioredis, redis 6 and redis 4', async () => {
      const bus = await freePort();
      const node = await startServer({
        ...redisServer,
        start: (folder, port) =>
          redisServer.start(folder, port, [
            '--cluster-announce-ip',
            '127.0.0.1',
            '--cluster-enabled',
            'yes',
            '--cluster-port',
            String(bus),
          ]),
      });
      const place = { host: '127.0.0.1', port: node.port };
      const admin = await open(quiet(new Redis({ ...place, password: PASSWORD })), (client) => client.disconnect());
      await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await expect.poll(() => admin.call('CLUSTER', 'INFO'), { timeout: 10_000 }).toContain('cluster_state:ok');
      const options = { rootNodes: [{ socket: place }], defaults: { password: PASSWORD } };
      const clusters = [
        await open(quiet(new Cluster([place], { redisOptions: { password: PASSWORD } })), (cluster) =>
          cluster.disconnect(),
        ),
        await open(await quiet(createCluster(options)).connect(), (cluster) => cluster.destroy()),
        await open(quiet(createCluster4(options)), (cluster) => cluster.disconnect()),
      ] as const;
      await clusters[2].connect();
      try {
        for (const cluster of clusters)
          expect(await outcome(redisCheck(cluster), 10_000)).toEqual({ status: 'pass', reason: undefined });
        await node.kill();
        for (const cluster of clusters) expect((await outcome(redisCheck(cluster), 1_000)).status).not.toBe('pass');
      } finally {
        for (const close of closers.splice(-4)) await Promise.resolve(close()).catch(() => {});
        await node.close();
      }
    });

    test('sentinel: the primary of the moment is asked, before and after a fail-over', async () => {
      const primary = await startServer({
        ...redisServer,
        start: (folder, port) => redisServer.start(folder, port, ['--masterauth', PASSWORD]),
      });
      const replica = await startServer({
        ...redisServer,
        start: (folder, port) =>
          redisServer.start(folder, port, ['--masterauth', PASSWORD, '--replicaof', '127.0.0.1', String(primary.port)]),
      });
      const sentinel = await startServer(sentinelOf(primary.port));
      const place = { host: '127.0.0.1', port: sentinel.port };
      const io = await open(
        quiet(new Redis({ sentinels: [place], name: 'orders', password: PASSWORD, sentinelRetryStrategy: () => 100 })),
        (client) => client.disconnect(),
      );
      const nodes = {
        name: 'orders',
        sentinelRootNodes: [place],
        nodeClientOptions: { password: PASSWORD },
        scanInterval: 500,
      };
      const node = await open(await quiet(createSentinel(nodes)).connect(), (client) => client.destroy());
      const checks = [redisCheck(io, { verify: 'writable' }), redisCheck(node, { verify: 'writable' })];
      try {
        for (const check of checks) expect(await outcome(check, 10_000)).toEqual({ status: 'pass', reason: undefined });
        const admin = await open(quiet(new Redis(place)), (client) => client.disconnect());
        await expect.poll(() => admin.call('SENTINEL', 'REPLICAS', 'orders'), { timeout: 20_000 }).toHaveLength(1);
        await primary.kill();
        for (const check of checks)
          await expect
            .poll(() => outcome(check, 2_000), { timeout: 60_000 })
            .toEqual({ status: 'pass', reason: undefined });
        admin.disconnect();
      } finally {
        io.disconnect();
        node.destroy();
        for (const each of [sentinel, replica, primary]) await each.close();
      }
    }, 120_000);
  });
});

/** One sentinel, which alone decides. */
function sentinelOf(primary: number): ServerKind {
  return {
    ...redisServer,
    async prepare(folder, port) {
      const lines = [
        `port ${port}`,
        'bind 127.0.0.1',
        `sentinel monitor orders 127.0.0.1 ${primary} 1`,
        `sentinel auth-pass orders ${PASSWORD}`,
        'sentinel down-after-milliseconds orders 1000',
        'sentinel failover-timeout orders 5000',
        '',
      ];
      writeFileSync(join(folder, 'sentinel.conf'), lines.join('\n'));
      chmodSync(join(folder, 'sentinel.conf'), 0o666); // sentinels write into it, as whoever they run
    },
    start: (folder) =>
      startProgram(need('redis-server'), [join(folder, 'sentinel.conf'), '--sentinel'], { cwd: folder }),
    ready: /\+monitor master orders/,
  };
}
