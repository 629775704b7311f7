import { probes } from '@probez/fastify';
import { createHealth, manualCheck } from '@probez/node';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const gate = manualCheck({ name: 'gate' });
const health = createHealth({ logger: false, checks: [gate] });
beforeAll(() => health.start());
afterAll(() => health.stop());

async function under(prefix: string): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(
    async (child) => {
      await child.register(probes, { health, paths: { startup: '/' }, prefix: '/probes', details: 'always' });
      child.get('/orders', async () => 'orders');
    },
    { prefix },
  );
  return app;
}

async function ask(app: FastifyInstance, method: 'GET' | 'POST' | 'HEAD', url: string): Promise<string> {
  const { statusCode, body } = await app.inject({ method, url });
  return `${statusCode} ${body.split('\n')[0]}`;
}

describe.each([
  ['/:tenant', '/acme'],
  ['/api/:version', '/api/v2'],
  ['/:a-:b', '/x-y'],
  ['/:id(^\\d+)', '/42'],
  ['/t/:tenant/u/:user', '/t/a%2Fb/u/livez'],
  ['/plain', '/plain'],
])('Fastify under %s', (prefix, given) => {
  it('answers the probes, and leaves the rest to the app', async () => {
    const app = await under(prefix);
    expect(await ask(app, 'GET', `${given}/probes/livez`)).toBe('200 ok');
    expect(await ask(app, 'GET', `${given}/probes/readyz?verbose`)).toBe('200 [+]gate ok');
    expect(await ask(app, 'GET', `${given}/probes/readyz/gate`)).toBe('200 ok');
    expect(await ask(app, 'GET', `${given}/probes/readyz/nobody`)).toBe('404 no such check');
    expect(await ask(app, 'HEAD', `${given}/probes/readyz`)).toBe('200 ');
    expect(await ask(app, 'POST', `${given}/probes/readyz`)).toBe('405 method not allowed');
    expect(await ask(app, 'GET', `${given}/probes`)).toBe('200 ok');
    expect(await ask(app, 'GET', `${given}/probes?verbose`)).toMatch(/^200 /);
    expect(await ask(app, 'GET', `${given}/orders`)).toBe('200 orders');
    expect(await ask(app, 'GET', `${given}/nobody`)).toMatch(/^404 \{/);
    expect(await ask(app, 'GET', '/probes/livez')).toMatch(/^404 \{/);
    await app.close();
  });
});

describe.each([
  ['/:tenant', '/acme'],
  ['/api/:version/probes', '/api/v2/probes'],
  ['/:id(^\\d+)', '/42'],
])('Fastify, with %s as the probes’ own prefix', (prefix, given) => {
  it('answers the probes, and leaves the rest to the app', async () => {
    const app = Fastify();
    await app.register(probes, { health, prefix });
    app.get('/a/b/c/livez', async () => 'the app’s own');
    expect(await ask(app, 'GET', `${given}/livez`)).toBe('200 ok');
    expect(await ask(app, 'GET', `${given}/readyz/gate`)).toBe('200 ok');
    expect(await ask(app, 'POST', `${given}/readyz`)).toBe('405 method not allowed');
    expect(await ask(app, 'GET', '/a/b/c/livez')).toBe('200 the app’s own');
    expect(await ask(app, 'GET', '/livez')).toMatch(/^404 \{/);
    await app.close();
  });
});
