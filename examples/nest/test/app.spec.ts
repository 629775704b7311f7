import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { type TestContext, test } from 'node:test';
import { Test } from '@nestjs/testing';
import { Health } from '@probez/nest';
import { Pool } from 'pg';
import request from 'supertest';
import { AppModule } from '../src/app.module.js';

/** As much of a pool as the app and its check use, without a database. */
function poolOf(query: () => Promise<unknown>) {
  const client = { query, release() {} };
  return { query, connect: async () => client, end: async () => {}, totalCount: 1, idleCount: 1, waitingCount: 0 };
}

const up = poolOf(async () => ({ rows: [{ now: '2026-01-01T00:00:00Z' }] }));
const silent = poolOf(() => new Promise(() => {}));
const down = poolOf(async () => {
  throw new Error('the database is down');
});

/** The app, started with this pool, and stopped when the test is over. */
async function started(t: TestContext, pool: typeof up) {
  const testing = Test.createTestingModule({ imports: [AppModule] });
  const module = await testing.overrideProvider(Pool).useValue(pool).compile();
  const app = module.createNestApplication({ logger: false });
  t.after(() => app.close());
  await app.init();
  const server: Server = app.getHttpServer();
  return { server, health: app.get(Health) };
}

test('is ready when the database answers', async (t) => {
  const { server, health } = await started(t, up);
  await health.refresh(); // resolves when every check has run
  await request(server).get('/readyz').expect(200, 'ok');
  await request(server).get('/').expect(200, { now: '2026-01-01T00:00:00Z' });
});

test('is alive but not ready when the database was never there', async (t) => {
  const { server, health } = await started(t, down);
  await health.refresh();
  await request(server).get('/livez').expect(200);
  const { body } = await request(server).get('/readyz?format=json').expect(503);
  assert.equal(body.status, 'fail');
});

test('is not ready before the database has answered, or while it drains', async (t) => {
  const { server } = await started(t, silent);
  await request(server).get('/readyz').expect(503);

  const draining = await started(t, up);
  await draining.health.refresh();
  draining.health.drain('a deploy');
  await request(draining.server).get('/readyz').expect(503);
  await request(draining.server).get('/livez').expect(200);
});
