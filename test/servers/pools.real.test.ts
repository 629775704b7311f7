import { mysqlCheck, postgresCheck, sqlCheck, trafficCheck } from '@probez/checks';
import { createHealth, type PolledCheck } from '@probez/core';
import { drizzle } from 'drizzle-orm/node-postgres';
import knex from 'knex';
import mysql from 'mysql2/promise';
import pg from 'pg';
import postgres from 'postgres';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missing } from '../support/missing.ts';
import { mariadbServer, PASSWORD, postgresServer, startServer, type TestServer, USER } from './support/servers.ts';
import { connectionsOf } from './support/sockets.ts';
import { runOnce } from './support/suite.ts';
import { watch } from './support/watch.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a check so often, each time until a time-out, and gives the last reason. */
async function runThroughTimeouts(check: PolledCheck, times: number): Promise<string> {
  const health = createHealth({ logger: false, checks: [{ ...check, timeoutMs: 100, periodMs: 100_000 }] });
  for (let run = 0; run < times; run += 1) await health.refresh();
  const reason = health.snapshot().checks[0]?.reason ?? '';
  await health.stop();
  return reason;
}

/** Runs a check so often, each time aborted when its query is out, and gives what the last one was doing. */
async function hang(check: PolledCheck, times: number): Promise<string> {
  let doing = '';
  for (let run = 0; run < times; run += 1) {
    doing = '';
    const controller = new AbortController();
    const step = (text: string): void => {
      doing = text;
    };
    const running = Promise.resolve(check.run({ name: check.name, signal: controller.signal, step })).catch(() => {});
    while (!doing.includes('does not answer')) await pause(5);
    controller.abort(new Error('timed out'));
    await running;
  }
  return doing;
}

describe.skipIf(missing('initdb', 'postgres', 'setpriv'))('PostgreSQL', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(postgresServer);
  }, 120_000);
  afterAll(() => server?.close());
  const config = () => ({ host: '127.0.0.1', port: server.port, user: USER, password: PASSWORD, database: 'postgres' });

  test('pg: a pool exhausted by the app is reported and not worsened, and passes when a connection is free again', async () => {
    const pool = new pg.Pool({ ...config(), max: 3 });
    const held = await Promise.all([pool.connect(), pool.connect(), pool.connect()]);
    const check = postgresCheck(pool);
    const before = connectionsOf(server.port);
    expect(await runThroughTimeouts(check, 10)).toMatch(
      /^timed out after 100 ms: the pool is exhausted, all 3 connections to PostgreSQL at 127\.0\.0\.1:\d+ are in use; find what keeps them, or raise max$/,
    );
    // Ten runs stand in the queue once, and nothing was opened.
    expect(pool.waitingCount).toBe(1);
    const apps = [pool.query('select 1'), pool.query('select 1')];
    expect(await runThroughTimeouts(check, 1)).toMatch(/are in use and 2 more wait; find/);
    expect(connectionsOf(server.port)).toEqual(before);
    for (const client of held) client.release();
    await Promise.all(apps);
    await expect.poll(() => ({ waiting: pool.waitingCount, idle: pool.idleCount })).toEqual({ waiting: 0, idle: 3 });
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    await pool.end();
  });

  test('pg: a query that hangs costs its connection and no more', async () => {
    const pool = new pg.Pool({ ...config(), max: 3 });
    const check = postgresCheck(pool, { query: 'select pg_sleep(30)' });
    expect(await hang(check, 3)).toMatch(/does not answer select pg_sleep\(30\)$/);
    await expect.poll(() => pool.totalCount).toBe(0);
    expect(pool.waitingCount).toBe(0);
    // A query that the server refuses leaves a sound connection in the pool.
    const wrong = postgresCheck(pool, { query: 'select nonsense' });
    for (let run = 0; run < 5; run += 1) {
      expect(await runOnce(wrong)).toMatchObject({
        status: 'fail',
        reason: expect.stringMatching(/column "nonsense" does not exist$/),
      });
    }
    expect(pool).toMatchObject({ totalCount: 1, idleCount: 1 });
    await pool.end();
  });

  test('pg: a single client is asked once, however long it is silent', async () => {
    const client = new pg.Client(config());
    await client.connect();
    // Silent for as long as somebody else holds the lock.
    const holder = new pg.Client(config());
    await holder.connect();
    await holder.query('select pg_advisory_lock(7)');
    const slow = client.query('select pg_advisory_lock(7)');
    const check = postgresCheck(client);
    expect(await runThroughTimeouts(check, 5)).toMatch(/does not answer select 1 on the app's one connection$/);
    await holder.end();
    await slow;
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    await client.end();
    expect(await runOnce(check)).toMatchObject({ status: 'fail' });
  });

  test('postgres.js: exhausted, then free', async () => {
    const sql = postgres({ ...config(), max: 2 });
    const held = [await sql.reserve(), await sql.reserve()];
    const check = postgresCheck(sql);
    const before = connectionsOf(server.port);
    expect(await runThroughTimeouts(check, 5)).toMatch(
      /does not answer select 1, or all connections of the pool are in use$/,
    );
    expect(connectionsOf(server.port)).toEqual(before);
    for (const connection of held) connection.release();
    await expect.poll(() => runOnce(check)).toMatchObject({ status: 'pass' });
    await sql.end();
  });

  test('postgres.js: an outage of many runs costs the app no connection afterwards', async () => {
    const sql = postgres({ ...config(), max: 2, backoff: () => 0, onnotice: () => {} });
    const check = postgresCheck(sql);
    expect(await runOnce(check)).toMatchObject({ status: 'pass' });
    await server.kill();
    for (let run = 0; run < 10; run += 1) expect(await runOnce(check)).toMatchObject({ status: 'fail' });
    await server.restart();
    await expect.poll(() => runOnce(check), { timeout: 10_000 }).toMatchObject({ status: 'pass' });
    // Both connections of the pool at the same time.
    const both = Array.from({ length: 2 }, () => sql`select pg_sleep(0.05)`);
    expect((await Promise.all(both)).length).toBe(2);
    for (const connection of [await sql.reserve(), await sql.reserve()]) connection.release();
    await sql.end({ timeout: 1 });
  });

  test('knex, Drizzle and TypeORM through the one door', async () => {
    const builder = knex({ client: 'pg', connection: config(), pool: { min: 0, max: 2 } });
    const pool = new pg.Pool({ ...config(), max: 2 });
    const db = drizzle({ client: pool });
    const source = await new DataSource({ type: 'postgres', ...config(), username: USER }).initialize();
    const checks = [
      sqlCheck(() => builder.raw('select 1'), { name: 'knex' }),
      sqlCheck(() => db.execute('select 1'), { name: 'drizzle' }),
      postgresCheck(db.$client, { name: 'drizzle-pool' }),
      sqlCheck(() => source.query('select 1'), { name: 'typeorm' }),
    ];
    for (const check of checks) expect(await runOnce(check)).toMatchObject({ status: 'pass', observedUnit: 'ms' });
    const before = connectionsOf(server.port);
    for (let run = 0; run < 100; run += 1) for (const check of checks) await runOnce(check);
    expect(connectionsOf(server.port)).toEqual(before);
    await builder.destroy();
    await pool.end();
    await source.destroy();
    for (const check of checks) expect(await runOnce(check)).toMatchObject({ status: 'fail' });
    // A function that forgets to return its promise would pass for ever.
    const forgetful: unknown = Reflect.apply(sqlCheck, undefined, [() => {}]);
    expect(await runOnce({ ...checks[0], ...Object(forgetful) })).toMatchObject({
      status: 'fail',
      reason: 'the database: the query function returned nothing: is a return missing?',
    });
  });

  test("traffic: the app's own calls say it at once, and spare the pool", async () => {
    const pool = new pg.Pool({ ...config(), max: 1 });
    pool.on('error', () => {});
    const traffic = trafficCheck({ name: 'db-traffic', minCalls: 3, windowMs: 3_000 });
    const health = createHealth({ logger: false, checks: [traffic, traffic.spare(postgresCheck(pool))] });
    for (let call = 0; call < 5; call += 1) await traffic.track(pool.query('select 1'));
    // The app holds the only connection: a check that wanted one would time out.
    const held = await pool.connect();
    await health.start();
    expect(health.snapshot().checks.map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(pool.waitingCount).toBe(0);
    held.release();
    await server.kill();
    const refused = Array.from({ length: 9 }, () => traffic.track(pool.query('select 1')).catch(() => {}));
    await Promise.all(refused);
    expect(health.snapshot().checks[0]).toMatchObject({
      status: 'fail',
      reason: expect.stringContaining('ECONNREFUSED'),
    });
    await server.restart();
    // It recovers for a while first; the app goes on trying.
    for (let good = 0; good < 500; ) {
      await traffic.track(pool.query('select 1')).then(
        () => {
          good += 1;
        },
        () => pause(20),
      );
    }
    expect(health.verdict('readiness').ok).toBe(true);
    await health.stop();
    await pool.end();
  });
});

describe.skipIf(missing('mariadbd', 'mariadb-install-db', 'setpriv'))('MariaDB', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer(mariadbServer);
  }, 120_000);
  afterAll(() => server?.close());
  const config = () => ({ host: '127.0.0.1', port: server.port, user: USER, password: PASSWORD });

  test('a pool exhausted by the app is reported and not worsened', async () => {
    const pool = mysql.createPool({ ...config(), connectionLimit: 2 });
    const held = [await pool.getConnection(), await pool.getConnection()];
    const check = mysqlCheck(pool);
    const before = connectionsOf(server.port);
    expect(await runThroughTimeouts(check, 10)).toMatch(
      /the pool is exhausted, all 2 connections to MySQL at 127\.0\.0\.1:\d+ are in use; find what keeps them, or raise connectionLimit$/,
    );
    expect(connectionsOf(server.port)).toEqual(before);
    for (const connection of held) connection.release();
    await expect.poll(() => runOnce(check)).toMatchObject({ status: 'pass' });
    expect(connectionsOf(server.port)).toEqual(before);
    await pool.end();
  });

  test('a query that hangs costs its connection and no more', async () => {
    const pool = mysql.createPool({ ...config(), connectionLimit: 2 });
    expect(await hang(mysqlCheck(pool, { query: 'select sleep(30)' }), 5)).toMatch(
      /does not answer select sleep\(30\)$/,
    );
    expect(await runOnce(mysqlCheck(pool))).toMatchObject({ status: 'pass' });
    const wrong = mysqlCheck(pool, { query: 'select nonsense' });
    const before = connectionsOf(server.port);
    for (let run = 0; run < 5; run += 1) expect(await runOnce(wrong)).toMatchObject({ status: 'fail' });
    expect(connectionsOf(server.port)).toEqual(before);
    await pool.end();
  });

  test('a single connection, and the time to notice that it is gone', async () => {
    const connection = await mysql.createConnection(config());
    connection.on('error', () => {});
    const health = await watch(mysqlCheck(connection));
    await health.until('pass');
    await server.kill();
    await health.until('fail', /^MySQL at 127\.0\.0\.1:\d+: .*closed/i);
    await health.stop();
    connection.destroy();
    await server.restart();
  });
});
