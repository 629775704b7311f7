import { probes as expressProbes } from '@probez/express';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as koaProbes } from '@probez/koa';
import express, { type ErrorRequestHandler } from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

/** A framework's habits are taken along to the next; types see it, JavaScript does not. */
describe('probes mounted as another framework would mount them', () => {
  it('Fastify: app.register(probes(health))', async () => {
    const called: unknown = Reflect.apply(fastifyProbes, undefined, [fakeHealth().health]);
    await expect(called).rejects.toThrow('probes is a Fastify plugin: await app.register(probes, { health })');
  });

  it('Fastify: app.register(probes) without health', async () => {
    const app = Fastify();
    Reflect.apply(app.register, app, [fastifyProbes]);
    await expect(app.ready()).rejects.toThrow('health is undefined; allowed: the health that createHealth() returned');
  });

  it('Express: app.use(probes), not called', async () => {
    let told = '';
    const tell: ErrorRequestHandler = (error, _request, response, _next) => {
      told = String(error);
      response.status(500).end();
    };
    const app = express();
    Reflect.apply(app.use, app, [expressProbes]);
    app.use(tell);
    await request(app).get('/readyz').expect(500);
    expect(told).toMatch(
      /health is .*IncomingMessage.*; allowed: the health that createHealth\(\) returned, as in probes\(health\)/,
    );
  });

  it('Koa: app.use(probes), not called', async () => {
    const app = new Koa();
    const told = new Promise<string>((resolve) => app.on('error', (error) => resolve(String(error))));
    Reflect.apply(app.use, app, [koaProbes]);
    await request(app.callback()).get('/readyz').expect(500);
    expect(await told).toMatch(/; allowed: the health that createHealth\(\) returned, as in probes\(health\)/);
  });
});
