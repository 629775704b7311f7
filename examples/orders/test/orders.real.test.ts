import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing } from '../../../test/support/missing.ts';
import { type Orders, startOrders, until } from './orders.ts';

const skip = missing('postgres', 'initdb', 'redis-server', 'rabbitmq-server', 'epmd', 'setpriv');

describe.skipIf(skip)('the example service, started by one command', () => {
  let orders: Orders;

  beforeAll(async () => {
    orders = await startOrders();
    await ready(200);
  }, 120_000);
  afterAll(async () => {
    await orders?.interrupt();
  });

  const ready = (status: number) =>
    until(`readiness is ${status}`, async () => (await orders.ask('/readyz')).status === status);
  const line = (text: string) =>
    until(`readiness has "${text}"`, async () => (await orders.ask('/readyz?verbose')).body.includes(text));

  it('is ready with every dependency', async () => {
    const all = '[+]postgres ok\n[+]redis ok\n[+]rabbitmq ok\n[+]event-loop ok\n[+]memory ok\nreadyz check passed\n';
    // A stall of a busy machine is remembered for ten seconds.
    await until('every dependency passes', async () => (await verbose()) === all);
  }, 90_000);

  it('takes an order, caches it and has it fulfilled', async () => {
    const placed = await orders.ask('/orders', { item: 'tea' });
    expect(placed.status).toBe(201);
    const { id } = JSON.parse(placed.body);
    expect(JSON.parse((await orders.ask(`/orders/${id}`)).body)).toEqual({ id, item: 'tea', cached: false });
    expect(JSON.parse((await orders.ask(`/orders/${id}`)).body)).toEqual({ id, item: 'tea', cached: true });
    await until('it is fulfilled', async () => (await orders.ask('/fulfilled')).body === '{"fulfilled":1}');
  });

  it('is not ready while the database is stopped, says why, and stays live', async () => {
    orders.type('stop postgres');
    await ready(503);
    expect((await orders.ask('/livez')).status).toBe(200);
    expect((await orders.ask('/startupz')).status).toBe(200);
    const one = await orders.ask('/readyz/postgres');
    expect(one.body).toMatch(/^internal server error: PostgreSQL.*(ECONNREFUSED|terminat)/);
    expect(await orders.metrics()).toMatch(
      /^health_check_status\{health_check_name="postgres",health_check_state="fail",.*\} 1$/m,
    );
    expect(await orders.metrics()).toMatch(
      /^health_probe_status\{health_probe_name="readiness",health_probe_state="fail",.*\} 1$/m,
    );
  });

  it('is ready again when the database is back, with what it had', async () => {
    orders.type('start postgres');
    await ready(200);
    expect((await orders.ask('/orders', { item: 'milk' })).status).toBe(201);
    expect(await orders.metrics()).toMatch(
      /^health_check_transitions_total\{health_check_name="postgres",health_check_state="fail",.*\} [1-9]/m,
    );
  });

  it('stays ready, with a warning, while the cache hangs', async () => {
    orders.type('freeze redis');
    await line('redis');
    await until('redis is a warning', async () => /^(?!\[\+]redis ok).*redis/m.test(await verbose()));
    expect((await orders.ask('/readyz')).status).toBe(200);
    orders.type('thaw redis');
    await line('[+]redis ok');
  });

  it('stays ready, with a warning, while the queue is gone, and connects again', async () => {
    orders.type('stop rabbitmq');
    await until('rabbitmq is a warning', async () => !(await verbose()).includes('[+]rabbitmq ok'));
    expect((await orders.ask('/readyz')).status).toBe(200);
    expect((await orders.ask('/orders', { item: 'sugar' })).status).toBe(201);
    orders.type('start rabbitmq');
    await line('[+]rabbitmq ok');
  }, 90_000);

  it('keeps the probes out of the access log, and ends with exit code 0', async () => {
    expect(await orders.interrupt()).toBe(0);
    expect(orders.output()).toContain('"url":"/orders/1"');
    expect(orders.output()).not.toMatch(/"url":"\/(livez|readyz|startupz)/);
    expect(orders.output()).toContain('finished in');
  });

  const verbose = async (): Promise<string> => (await orders.ask('/readyz?verbose')).body;
});
