import { createHealth, manualCheck, probes } from '@probez/express';
import express from 'express';

/** A small service: it needs to warm up once, and the stock service for each order. */
export function createOrders(options = {}) {
  // A stand-in for a client of yours: a pool, a cache, another service.
  const stock = {
    up: true,
    async ping() {
      if (!stock.up) throw new Error('the stock service does not answer');
    },
  };
  const warmUp = manualCheck({ name: 'warm-up', probes: 'startup', initial: 'fail' });
  const health = createHealth({
    checks: [{ name: 'stock', run: () => stock.ping(), periodMs: 2_000, failureThreshold: 2 }, warmUp],
    ...options,
  });

  const app = express();
  app.use(probes(health)); // before anything that may refuse a request
  app.get('/orders', (_request, response) => response.send('no orders yet\n'));
  app.post('/stock/:state', (request, response) => {
    stock.up = request.params.state === 'up';
    response.send(`stock is ${request.params.state}\n`);
  });
  return { app, health, stock, warmUp };
}
