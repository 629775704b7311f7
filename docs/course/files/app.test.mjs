import assert from 'node:assert';
import { test } from 'node:test';
import { createFakeClock } from '@probez/core/testing';
import { createOrders } from './app.mjs';

test('one failure of the stock service does not count, the second does', async () => {
  const clock = createFakeClock();
  const { health, stock, warmUp } = createOrders({ clock, logger: false });
  await health.start();
  warmUp.pass(); // not started is not ready
  assert(health.verdict('readiness').ok);
  stock.up = false;
  await clock.advance(2_000);
  assert(health.verdict('readiness').ok);
  await clock.advance(2_000);
  assert(!health.verdict('readiness').ok);
  assert(health.verdict('liveness').ok); // a restart would not bring the stock service back
  await health.stop();
});
