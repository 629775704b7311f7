import assert from 'node:assert/strict';
import { test } from 'node:test';
import request from 'supertest';
import { createApp } from '../src/app.js';

/** As much of a pool as the app and its check use, without a database. */
function poolOf(query) {
  const client = { query, release() {} };
  return { query, connect: async () => client, totalCount: 1, idleCount: 1, waitingCount: 0 };
}

const up = poolOf(async () => ({ rows: [{ now: '2026-01-01T00:00:00Z' }] }));
const down = poolOf(async () => {
  throw new Error('the database is down');
});

/** The app, started, and stopped when the test is over. */
async function started(t, pool) {
  const { app, health } = createApp(pool, { logger: false });
  t.after(() => health.stop());
  await health.start(); // resolves when every check has run once
  return { app, health };
}

test('is ready when the database answers', async (t) => {
  const { app } = await started(t, up);
  await request(app).get('/readyz').expect(200, 'ok');
  await request(app).get('/').expect(200, { now: '2026-01-01T00:00:00Z' });
});

test('is alive but not ready when the database was never there', async (t) => {
  const { app } = await started(t, down);
  await request(app).get('/livez').expect(200);
  const { body } = await request(app).get('/readyz?format=json').expect(503);
  assert.equal(body.status, 'fail');
});

test('is not ready before it is started, or while it drains', async (t) => {
  const { app } = createApp(up, { logger: false });
  await request(app).get('/readyz').expect(503);

  const draining = await started(t, up);
  draining.health.drain('a deploy');
  await request(draining.app).get('/readyz').expect(503);
  await request(draining.app).get('/livez').expect(200);
});
