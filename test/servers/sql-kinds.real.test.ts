/** Every door to a database that people have: what it answers decides, an outage is told, and no connection is left behind. */
import { createRequire } from 'node:module';
import { mysqlCheck, postgresCheck, sqlCheck } from '@probez/checks';
import type { PolledCheck } from '@probez/core';
import { drizzle } from 'drizzle-orm/node-postgres';
import knex from 'knex';
import { Kysely, sql as kyselySql, PostgresDialect } from 'kysely';
import * as mariadb from 'mariadb';
import mysql from 'mysql2';
import mysqlPromise from 'mysql2/promise';
import pg from 'pg';
import pgPromise from 'pg-promise';
import postgres from 'postgres';
import { QueryTypes, Sequelize } from 'sequelize';
import { createPool as createSlonik, sql as slonikSql } from 'slonik';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '../support/missing.ts';
import { mariadbServer, PASSWORD, postgresServer, startServer, type TestServer, USER } from './support/servers.ts';
import { connectionsOf } from './support/sockets.ts';
import { runOnce } from './support/suite.ts';

const load = createRequire(import.meta.url);

/** An app's client, asked by a check with a query of the user's own. */
interface Door {
  ask(query: string): PolledCheck;
  close(): unknown;
}
type Doors = readonly (readonly [string, () => Promise<Door> | Door])[];

/** What each query answers, and what is said of it. */
type Answers = readonly (readonly [query: string, status: 'pass' | 'fail', said?: RegExp])[];

function suite(server: () => TestServer, doors: Doors, answers: Answers): void {
  test.each(doors)('%s', async (_name, open) => {
    const door = await open();
    try {
      for (const [query, status, said] of answers) {
        const result = await runOnce(door.ask(query));
        const { status: seen, reason = '' } = Object(result);
        expect(`${query}: ${seen} ${reason}`).toMatch(`${query}: ${status}`);
        if (said !== undefined) expect(reason).toMatch(said);
      }
      const check = door.ask('select 1');
      await runOnce(check);
      const before = connectionsOf(server().port);
      for (let run = 0; run < 50; run += 1) expect(await runOnce(check)).toMatchObject({ status: 'pass' });
      expect(connectionsOf(server().port)).toEqual(before);
    } finally {
      await door.close();
    }
    const late = await Promise.race([
      runOnce(door.ask('select 1'), AbortSignal.timeout(3_000)).catch(() => ({ status: 'timed out' })),
      new Promise((resolve) => setTimeout(resolve, 5_000, { status: 'never settled' })),
    ]);
    expect(late).not.toMatchObject({ status: 'pass' });
    expect(late).not.toMatchObject({ status: 'never settled' });
  });
}

describe.skipIf(missing('initdb', 'postgres', 'setpriv'))('PostgreSQL', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(postgresServer);
  });
  afterAll(() => server?.close());
  const config = () => ({ host: '127.0.0.1', port: server.port, user: USER, password: PASSWORD, database: 'postgres' });
  const url = () => `postgres://${USER}:${PASSWORD}@127.0.0.1:${server.port}/postgres`;

  const doors: Doors = [
    [
      'postgresCheck over a pg Pool',
      () => {
        const pool = new pg.Pool(config());
        return { ask: (query) => postgresCheck(pool, { query }), close: () => pool.end() };
      },
    ],
    [
      'sqlCheck over pg, rows as lists',
      () => {
        const pool = new pg.Pool(config());
        return { ask: (text) => sqlCheck(() => pool.query({ text, rowMode: 'array' })), close: () => pool.end() };
      },
    ],
    [
      'postgresCheck over a pg Client',
      async () => {
        const client = new pg.Client(config());
        await client.connect();
        return { ask: (query) => postgresCheck(client, { query }), close: () => client.end() };
      },
    ],
    [
      'postgresCheck over postgres.js',
      () => {
        const sql = postgres({ ...config(), onnotice: () => {} });
        return { ask: (query) => postgresCheck(sql, { query }), close: () => sql.end() };
      },
    ],
    [
      'postgresCheck over pg-promise',
      () => {
        const db = pgPromise({ noWarnings: true })(config());
        return { ask: (query) => postgresCheck(db, { query }), close: () => db.$pool.end() };
      },
    ],
    [
      "postgresCheck over Drizzle's $client",
      () => {
        const db = drizzle({ client: new pg.Pool(config()) });
        return { ask: (query) => postgresCheck(db.$client, { query }), close: () => db.$client.end() };
      },
    ],
    [
      'sqlCheck over Drizzle',
      () => {
        const db = drizzle({ client: new pg.Pool(config()) });
        return { ask: (query) => sqlCheck(() => db.execute(query)), close: () => db.$client.end() };
      },
    ],
    [
      'sqlCheck over knex',
      () => {
        const builder = knex({ client: 'pg', connection: config(), pool: { min: 0, max: 2 } });
        return { ask: (query) => sqlCheck(() => builder.raw(query)), close: () => builder.destroy() };
      },
    ],
    [
      'sqlCheck over TypeORM',
      async () => {
        const source = await new DataSource({ type: 'postgres', ...config(), username: USER }).initialize();
        return { ask: (query) => sqlCheck(() => source.query(query)), close: () => source.destroy() };
      },
    ],
    [
      'sqlCheck over Sequelize',
      () => {
        const sequelize = new Sequelize(url(), { logging: false });
        return { ask: (query) => sqlCheck(() => sequelize.query(query)), close: () => sequelize.close() };
      },
    ],
    [
      'sqlCheck over Sequelize, rows alone',
      () => {
        const sequelize = new Sequelize(url(), { logging: false });
        const ask = (query: string) => sqlCheck(() => sequelize.query(query, { type: QueryTypes.SELECT }));
        return { ask, close: () => sequelize.close() };
      },
    ],
    [
      'sqlCheck over Kysely',
      () => {
        const db = new Kysely({ dialect: new PostgresDialect({ pool: new pg.Pool(config()) }) });
        return { ask: (query) => sqlCheck(() => kyselySql.raw(query).execute(db)), close: () => db.destroy() };
      },
    ],
    [
      'sqlCheck over Slonik',
      async () => {
        const pool = await createSlonik(url());
        return {
          ask: (query) => sqlCheck(() => pool.query({ ...slonikSql.unsafe`select 1`, sql: query })),
          close: () => pool.end(),
        };
      },
    ],
    [
      'sqlCheck over MikroORM',
      async () => {
        const { MikroORM, EntitySchema } = load('@mikro-orm/postgresql');
        const Note = new EntitySchema({ name: 'Note', properties: { id: { type: 'number', primary: true } } });
        const orm = await MikroORM.init({ entities: [Note], clientUrl: url(), logger: () => {} });
        return { ask: (query) => sqlCheck(() => orm.em.getConnection().execute(query)), close: () => orm.close(true) };
      },
    ],
  ];
  suite(() => server, doors, [
    ['select 1', 'pass'],
    ['select true as writable', 'pass'],
    ['select false as writable', 'fail', /: answered false to (select false as writable|the query)$/],
    ['select 0', 'fail', /: answered 0 to /],
    ['select count(*) from pg_class where false', 'fail', /: answered (0|"0") to /],
    ['select 0::numeric(6,2)', 'fail'],
    ['select 7 as depth', 'pass'],
    ['select null as nothing', 'pass'],
    ['select false as a, true as b', 'pass'],
    ['select false from pg_class where false', 'pass'],
    ['select nonsense', 'fail', /column "nonsense" does not exist/],
  ]);

  test('several statements: the last one is the answer', async () => {
    const pool = new pg.Pool(config());
    const check = postgresCheck(pool, { query: 'set statement_timeout = 1000; select false' });
    expect(await runOnce(check)).toMatchObject({
      status: 'fail',
      reason: expect.stringMatching(/: answered false to set/),
    });
    await pool.end();
  });

  test('MikroORM and Sequelize by what they say of their connection', async () => {
    const { MikroORM, EntitySchema } = load('@mikro-orm/postgresql');
    const Note = new EntitySchema({ name: 'Note', properties: { id: { type: 'number', primary: true } } });
    const away = await MikroORM.init({
      entities: [Note],
      host: '127.0.0.1',
      port: 1,
      dbName: 'x',
      connect: false,
      logger: () => {},
    });
    const here = await MikroORM.init({ entities: [Note], clientUrl: url(), logger: () => {} });
    const sequelize = new Sequelize(url(), { logging: false });
    const asked: readonly (readonly [PolledCheck, string])[] = [
      [sqlCheck(() => away.isConnected()), 'fail'],
      [sqlCheck(() => away.checkConnection()), 'fail'],
      [sqlCheck(() => here.isConnected()), 'pass'],
      [sqlCheck(() => here.checkConnection()), 'pass'],
      [sqlCheck(() => sequelize.authenticate()), 'pass'],
    ];
    for (const [check, status] of asked) expect(await runOnce(check)).toMatchObject({ status });
    await Promise.all([away.close(true), here.close(true), sequelize.close()]);
  });

  test('a database that has become read-only: the question of docs/checks/sql.md fails, and select 1 passes', async () => {
    const pool = new pg.Pool(config());
    const writable = postgresCheck(pool, {
      query: "select not (pg_is_in_recovery() or current_setting('default_transaction_read_only')::bool) as writable",
    });
    expect(await runOnce(writable)).toMatchObject({ status: 'pass' });
    await pool.query('alter system set default_transaction_read_only = on');
    await pool.query('select pg_reload_conf()');
    await expect.poll(() => runOnce(writable), { timeout: 10_000 }).toMatchObject({ status: 'fail' });
    expect(await runOnce(postgresCheck(pool))).toMatchObject({ status: 'pass' });
    await pool.query('alter system reset default_transaction_read_only');
    await pool.query('select pg_reload_conf()');
    await pool.end();
  });
});

describe.skipIf(missing('mariadbd', 'mariadb-install-db', 'setpriv'))('MariaDB', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(mariadbServer);
  });
  afterAll(() => server?.close());
  const config = () => ({ host: '127.0.0.1', port: server.port, user: USER, password: PASSWORD, database: 'app' });

  const doors: Doors = [
    [
      'mysqlCheck over a pool of mysql2',
      () => {
        const pool = mysql.createPool(config());
        return { ask: (query) => mysqlCheck(pool, { query }), close: () => pool.promise().end() };
      },
    ],
    [
      'mysqlCheck over a pool of mysql2/promise, rows as lists',
      () => {
        const pool = mysqlPromise.createPool({ ...config(), rowsAsArray: true });
        return { ask: (query) => mysqlCheck(pool, { query }), close: () => pool.end() };
      },
    ],
    [
      'mysqlCheck over a connection of mysql2/promise',
      async () => {
        const connection = await mysqlPromise.createConnection(config());
        return { ask: (query) => mysqlCheck(connection, { query }), close: () => connection.end() };
      },
    ],
    [
      'mysqlCheck over a cluster of mysql2/promise',
      () => {
        const cluster = mysqlPromise.createPoolCluster();
        cluster.add('a', config());
        return { ask: (query) => mysqlCheck(cluster, { query }), close: () => cluster.end() };
      },
    ],
    [
      'mysqlCheck over a namespace of a cluster of mysql2/promise',
      () => {
        const cluster = mysqlPromise.createPoolCluster();
        cluster.add('a', config());
        return { ask: (query) => mysqlCheck(cluster.of('*'), { query }), close: () => cluster.end() };
      },
    ],
    [
      'mysqlCheck over a pool of mariadb',
      () => {
        const pool = mariadb.createPool({ ...config(), connectionLimit: 2 });
        return { ask: (query) => mysqlCheck(pool, { query }), close: () => pool.end() };
      },
    ],
    [
      'mysqlCheck over a connection of mariadb',
      async () => {
        const connection = await mariadb.createConnection(config());
        return { ask: (query) => mysqlCheck(connection, { query }), close: () => connection.end() };
      },
    ],
    [
      'sqlCheck over knex',
      () => {
        const builder = knex({ client: 'mysql2', connection: config(), pool: { min: 0, max: 2 } });
        return { ask: (query) => sqlCheck(() => builder.raw(query)), close: () => builder.destroy() };
      },
    ],
    [
      'sqlCheck over Sequelize',
      () => {
        const sequelize = new Sequelize({ dialect: 'mysql', ...config(), username: USER, logging: false });
        return { ask: (query) => sqlCheck(() => sequelize.query(query)), close: () => sequelize.close() };
      },
    ],
    [
      'sqlCheck over TypeORM',
      async () => {
        const source = await new DataSource({ type: 'mariadb', ...config(), username: USER }).initialize();
        return { ask: (query) => sqlCheck(() => source.query(query)), close: () => source.destroy() };
      },
    ],
    [
      'sqlCheck over mysql 1, as its refusal says',
      () => {
        const pool = load('mysql').createPool(config());
        const { promisify } = load('node:util');
        return {
          ask: (query) => sqlCheck(() => promisify(pool.query).call(pool, query)),
          close: () => promisify(pool.end).call(pool),
        };
      },
    ],
  ];
  suite(() => server, doors, [
    ['select 1', 'pass'],
    ['select false as writable', 'fail', /: answered 0n? to (select false as writable|the query)$/],
    ['select @@global.read_only = 0 as writable', 'pass'],
    ["select b'0' as bit", 'fail'],
    ['select 0.00 as share', 'fail'],
    ['select count(*) from information_schema.tables where false', 'fail'],
    ['select false as a, true as b', 'pass'],
    ['select nonsense', 'fail', /Unknown column/],
  ]);
});

test('SQLite answers without a promise', async () => {
  // better-sqlite3 and node:sqlite have the same prepare().get(); this one needs neither a compiler nor a newer Node.
  const db = new (load('node-sqlite3-wasm').Database)(':memory:');
  const ask = (query: string) => sqlCheck(() => db.get(query), { name: 'sqlite' });
  for (const [query, status] of [
    ['select 1', 'pass'],
    ['select 0 as writable', 'fail'],
    ['select 0 as a, 0 as b', 'pass'],
    ['select nonsense', 'fail'],
  ] as const)
    expect(await runOnce(ask(query))).toMatchObject({ status });
  expect(await runOnce(sqlCheck(() => Object.values(db.get('select 0'))[0]))).toMatchObject({ status: 'fail' });
  expect(await runOnce(sqlCheck(() => db.all('select 0')))).toMatchObject({ status: 'fail' });
  db.close();
  expect(await runOnce(ask('select 1'))).toMatchObject({
    status: 'fail',
    reason: expect.stringContaining('the database: '),
  });
});
