// @ts-nocheck
import { createServer } from 'node:http';
import underPressure from '@fastify/under-pressure';
import { probes as fastifyProbes } from '@probez/fastify';
import { createHealth, probes } from '@probez/node';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { node } from '../conformance/apps.ts';
import { run } from '../conformance/suite.ts';
import { deferred, fakeHealth } from '../support/fake-health.ts';
import { listen } from '../support/listen.ts';
import { exchange, portOf } from '../support/raw-http.ts';

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;

// Faults seen in other libraries; each test fails where the fault is put in.

describe('fault 1: /livez?verbose falls through to the app, because the raw URL is compared', () => {
  it.each(['/livez?verbose', '/livez/', '/livez?', '//livez', '/%6civez', 'http://a/livez'])('%s', async (target) => {
    const { health } = fakeHealth();
    const app = await run(node, { health });
    const [response] = await exchange(app, get(target), ['GET']);
    await app.close();
    expect(response?.body).not.toBe('app GET');
    expect(response?.status).toBe(200);
  });
});

describe('fault 2: details leak from one endpoint to another, or to a second server in the process', () => {
  it('each endpoint of each instance tells of its own checks only', async () => {
    const one = fakeHealth({
      checks: [
        { name: 'alpha', probes: 'liveness', run: () => false },
        { name: 'beta', run: () => false },
      ],
    });
    const two = fakeHealth({ checks: [{ name: 'gamma', run: () => false }] });
    await one.health.start();
    await two.health.start();
    for (const format of ['', '?verbose', '?format=json']) {
      for (let round = 0; round < 2; round += 1) {
        expect(one.ask(`/livez${format}`)).not.toMatch(/beta|gamma/);
        expect(one.ask(`/readyz${format}`)).not.toMatch(/alpha|gamma/);
        expect(two.ask(`/readyz${format}`)).not.toMatch(/alpha|beta/);
        expect(two.ask(`/livez${format}`)).not.toMatch(/alpha|beta|gamma/);
      }
    }
    expect(one.ask('/livez')).toContain('503');
    expect(two.ask('/livez')).toBe('200 ok');
  });
});

describe('fault 6: a result cache keyed by name alone shows the data of liveness under readiness', () => {
  it('a check that serves both is judged for each by its own rules', async () => {
    const { health, ask } = fakeHealth({
      checks: [{ name: 'both', probes: ['liveness', 'readiness'], run: () => new Promise(() => {}) }],
    });
    void health.start();
    expect(ask('/livez?verbose')).toBe('200 [+]both ok\nlivez check passed\n');
    expect(ask('/readyz?verbose')).toBe('503 [-]both unknown: reason withheld\nreadyz check failed\n');
    expect(ask('/livez')).toBe('200 ok');
    expect(ask('/readyz')).toBe('503 [-]both unknown: reason withheld\nreadyz check failed\n');
  });
});

describe('fault 9: the status route is shed under pressure', () => {
  it('a probe is answered while the app sheds every request', async () => {
    const app = Fastify();
    const { health } = fakeHealth();
    await app.register(fastifyProbes, { health });
    await app.register(underPressure, { healthCheck: async () => false, healthCheckInterval: 10_000 });
    app.get('/', async () => 'app');
    await app.ready();
    const [home, live, one] = await Promise.all(
      ['/', '/livez', '/livez/none'].map((url) => app.inject({ method: 'GET', url })),
    );
    await app.close();
    expect(home?.statusCode).toBe(503);
    expect(live).toMatchObject({ statusCode: 200, body: 'ok' });
    expect(one?.statusCode).toBe(404);
  });
});

describe('fault 10: the readiness request hangs while startup is pending; a start-up function runs three times', () => {
  it('answers at once, and runs once', async () => {
    const { promise, resolve } = deferred();
    let runs = 0;
    const run = () => {
      runs += 1;
      return promise;
    };
    const { clock, health, ask } = fakeHealth({ checks: [{ name: 'migrate', probes: 'startup', run }] });
    expect(ask('/readyz')).toMatch(/^503 \[-]not-started failed/);
    for (let probe = 0; probe < 3; probe += 1) {
      void health.start();
      expect(ask('/readyz')).toMatch(/^503 \[-]startup-probe failed/);
      expect(ask('/startupz')).toMatch(/^503 \[-]migrate unknown/);
    }
    resolve();
    await clock.settle();
    await Promise.all([health.start(), health.start(), health.start()]);
    await clock.advance(120_000);
    expect(ask('/readyz')).toBe('200 ok');
    expect(runs).toBe(1);
  });

  it('starts a polled check once, however often it is told to', async () => {
    let runs = 0;
    const { clock, health } = fakeHealth({ checks: [{ name: 'a', run: () => void runs++ }] });
    for (let time = 0; time < 3; time += 1) {
      await health.start();
      await clock.settle();
    }
    expect(runs).toBe(1);
  });
});

describe('fault 15: routes are missing when no listener exists yet; a later listener crashes with headers already sent', () => {
  it('answers on a server that got its listeners in any order', async () => {
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    process.on('uncaughtException', onError);
    const server = createServer();
    const close = await listen(server);
    const health = createHealth({ logger: false });
    server.on('request', probes(health, { fallback: () => {} }));
    server.on('request', (request, response) => {
      if (!response.headersSent) response.end(`app ${request.url}`);
    });
    server.prependListener('request', (request, response) => {
      if (request.url === '/livez?mine') response.end('mine');
    });
    const targets = ['/livez', '/app', '/livez?mine', '/livez'];
    const responses = await exchange({ port: portOf(server) }, targets.map(get).join(''), targets);
    process.off('uncaughtException', onError);
    await health.stop();
    await close();
    expect(responses.map(({ body }) => body)).toEqual(['ok', 'app /app', 'mine', 'ok']);
    expect(errors).toEqual([]);
  });
});
