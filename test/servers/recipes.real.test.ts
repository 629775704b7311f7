/** The recipes of docs/checks/recipes.md, with the real drivers: against a real server where Debian or npm has one, and against none. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Client as Elastic } from '@elastic/elasticsearch';
import { createHealth, type PolledCheck } from '@probez/core';
import { Etcd3 } from 'etcd3';
import { Kafka } from 'kafkajs';
import { Client as Ldap } from 'ldapts';
import { MongoClient } from 'mongodb';
import { describe, expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { missing } from '../support/missing.ts';
import { need } from '../support/programs.ts';
import { startProgram } from './support/processes.ts';
import { type ServerKind, startServer } from './support/servers.ts';

const load = createRequire(import.meta.url);
const docs = readFileSync(new URL('../../docs/checks/recipes.md', import.meta.url), 'utf8');
/** Code apart from how a formatter or a compiler writes it. */
const bare = (code: string): string =>
  code
    .replace(/(\d)_(\d)/g, '$1$2')
    .replace(/["'`]/g, "'")
    .replace(/[\s;,]/g, '');

interface Recipe {
  readonly check: PolledCheck;
  close(): unknown;
}

/** As the page has them: the text of each `run` stands there. */
const recipes: Readonly<Record<string, (port: number) => Recipe | Promise<Recipe>>> = {
  memcached(port) {
    const memcached = load('memjs').Client.create(`127.0.0.1:${port}`, { timeout: 1, retries: 0, failover: false });
    return {
      check: {
        name: 'memcached',
        componentType: 'datastore',
        run: ({ step }) => {
          step('memcached does not answer get');
          return memcached.get('probez');
        },
      },
      close: () => memcached.close(),
    };
  },
  ldap(port) {
    const ldap = new Ldap({ url: `ldap://127.0.0.1:${port}`, timeout: 1_500, connectTimeout: 1_500 });
    return {
      check: {
        name: 'ldap',
        componentType: 'datastore',
        run: async ({ step }) => {
          step('LDAP does not answer a search of its root');
          await ldap.search('', { scope: 'base', attributes: ['1.1'] });
        },
      },
      close: () => ldap.unbind().catch(() => {}),
    };
  },
  etcd(port) {
    const etcd = new Etcd3({ hosts: `http://127.0.0.1:${port}` });
    return {
      check: {
        name: 'etcd',
        componentType: 'datastore',
        run: async ({ step }) => {
          step('etcd does not answer status');
          const { leader } = await etcd.maintenance.status();
          return leader === '0' ? { status: 'fail', reason: 'etcd has no leader' } : { status: 'pass' };
        },
      },
      close: () => etcd.close(),
    };
  },
  smtp(port) {
    const mailer = load('nodemailer').createTransport({
      host: '127.0.0.1',
      port,
      connectionTimeout: 1_500,
      greetingTimeout: 1_500,
      socketTimeout: 1_500,
    });
    return {
      check: {
        name: 'smtp',
        periodMs: 60_000,
        run: ({ step }) => {
          step('the mail server does not answer');
          return mailer.verify();
        },
      },
      close: () => mailer.close(),
    };
  },
  mongodb(port) {
    const mongo = new MongoClient(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 1_500 });
    return {
      check: {
        name: 'mongodb',
        componentType: 'datastore',
        run: ({ step }) => {
          step('MongoDB does not answer ping');
          return mongo.db('admin').command({ ping: 1, maxTimeMS: 1_500 });
        },
      },
      close: () => mongo.close(),
    };
  },
  kafka(port) {
    const kafka = new Kafka({
      brokers: [`127.0.0.1:${port}`],
      logLevel: 0,
      connectionTimeout: 1_500,
      requestTimeout: 1_500,
      retry: { retries: 0 },
    });
    const admin = kafka.admin();
    return {
      check: {
        name: 'kafka',
        componentType: 'datastore',
        run: async ({ step }) => {
          step('Kafka does not accept the connection');
          await admin.connect();
          step('Kafka does not describe the cluster');
          await admin.describeCluster();
        },
      },
      close: () => admin.disconnect().catch(() => {}),
    };
  },
  elasticsearch(port) {
    const elastic = new Elastic({ node: `http://127.0.0.1:${port}` });
    return {
      check: {
        name: 'elasticsearch',
        componentType: 'datastore',
        run: ({ signal, step }) => {
          step('Elasticsearch does not answer ping');
          return elastic.ping({}, { signal, maxRetries: 0 });
        },
      },
      close: () => elastic.close(),
    };
  },
};

/** What a health says of it after one run. */
async function verdict(check: PolledCheck, timeoutMs = 500): Promise<{ status: string; reason?: string | undefined }> {
  const health = createHealth({ logger: false, checks: [{ ...check, timeoutMs }] });
  await health.refresh();
  const [state] = health.snapshot().checks;
  await health.stop();
  return { status: state?.status ?? 'none', reason: state?.reason };
}

describe.each(Object.keys(recipes))('%s', (name) => {
  const using = async <T>(port: number, body: (check: PolledCheck) => Promise<T>): Promise<T> => {
    const recipe = await recipes[name]?.(port);
    if (recipe === undefined) throw new Error('no recipe');
    try {
      return await body(recipe.check);
    } finally {
      await recipe.close();
    }
  };

  test('stands on the page', () => {
    const { check } = Object(recipes[name]?.(1));
    expect(bare(docs)).toContain(bare(String(check.run)));
  });

  test('nobody listens: fails', async () => {
    expect(await using(await freePort(), (check) => verdict(check, 5_000))).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/\S/),
    });
  });

  test('accepts and never answers: says what it was doing', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => void sockets.add(socket.on('error', () => {})));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const said = await using(port, (check) => verdict(check));
    for (const socket of sockets) socket.destroy();
    silent.close();
    expect(said).toEqual({
      status: 'fail',
      reason: expect.stringMatching(/^timed out after 500 ms: .*(does not (answer|accept|describe))/),
    });
  });
});

const plain = { version: async () => '', prepare: async () => {} };
const servers: readonly (readonly [string, readonly string[], ServerKind])[] = [
  [
    'memcached',
    ['memcached'],
    {
      ...plain,
      start: (folder, port) =>
        startProgram(need('memcached'), ['-l', '127.0.0.1', '-p', String(port), '-U', '0'], { cwd: folder }),
    },
  ],
  [
    'etcd',
    ['etcd'],
    {
      ...plain,
      start: (folder, port) => {
        const here = `http://127.0.0.1:${port}`;
        const peers = 'http://127.0.0.1:0';
        const args = [
          '--data-dir',
          join(folder, 'data'),
          '--listen-client-urls',
          here,
          '--advertise-client-urls',
          here,
        ];
        return startProgram(
          need('etcd'),
          [
            ...args,
            '--listen-peer-urls',
            peers,
            '--initial-advertise-peer-urls',
            peers,
            '--initial-cluster',
            `default=${peers}`,
          ],
          { cwd: folder },
        );
      },
    },
  ],
  [
    'ldap',
    ['slapd'],
    {
      ...plain,
      async prepare(folder) {
        writeFileSync(
          join(folder, 'slapd.conf'),
          [
            'include /etc/ldap/schema/core.schema',
            'modulepath /usr/lib/ldap',
            'moduleload back_null',
            'database null',
            'suffix "dc=example,dc=com"',
            '',
          ].join('\n'),
        );
      },
      start: (folder, port) =>
        startProgram(need('slapd'), ['-d', '0', '-f', join(folder, 'slapd.conf'), '-h', `ldap://127.0.0.1:${port}`], {
          cwd: folder,
        }),
    },
  ],
];

describe.each(servers)('%s, a real one', (name, programs, kind) => {
  test.skipIf(missing(...programs, 'setpriv'))(
    'passes, fails when it is killed, passes when it is back',
    async () => {
      const server = await startServer(kind);
      const recipe = await recipes[name]?.(server.port);
      try {
        if (recipe === undefined) throw new Error('no recipe');
        const ask = () => verdict(recipe.check, 3_000);
        await expect.poll(ask, { timeout: 20_000 }).toEqual({ status: 'pass', reason: undefined });
        for (let run = 0; run < 50; run += 1) expect(await ask()).toMatchObject({ status: 'pass' });
        await server.kill();
        await expect.poll(ask, { timeout: 20_000 }).toMatchObject({ status: 'fail' });
        await server.restart();
        await expect.poll(ask, { timeout: 40_000 }).toMatchObject({ status: 'pass' });
      } finally {
        await recipe?.close();
        await server.close();
      }
    },
    120_000,
  );
});

test('smtp, a server of npm: passes', async () => {
  const { SMTPServer } = load('smtp-server');
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], logger: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address();
  const recipe = await recipes.smtp?.(port);
  expect(recipe && (await verdict(recipe.check, 5_000))).toEqual({ status: 'pass', reason: undefined });
  recipe?.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
