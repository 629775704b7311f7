import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHealth } from '@probez/core';
import { statusPage } from '@probez/status-page';
import { statusPage as fastifyPage } from '@probez/status-page/fastify';
import { statusPage as fetchPage } from '@probez/status-page/fetch';
import { statusPage as koaPage } from '@probez/status-page/koa';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { describe, expect, it, onTestFinished } from 'vitest';

const health = () => createHealth({ logger: false, serviceId: 'shop' });

/** Each framework with the page, and an app that answers everything else with `app`. */
const MOUNTS: Readonly<Record<string, () => Promise<(request: Request) => Promise<Response>>>> = {
  'node:http': async () => {
    const page = statusPage(health());
    return overSockets(createServer((request, response) => page(request, response, () => response.end('app'))));
  },
  'express 5': async () => {
    const app = express().use(statusPage(health()));
    app.use((_request, response) => void response.send('app'));
    return overSockets(createServer(app));
  },
  'koa 3': async () => {
    const app = new Koa().use(koaPage(health()));
    app.use((context) => {
      context.body = 'app';
    });
    return overSockets(createServer(app.callback()));
  },
  'fastify 5': async () => {
    const app = Fastify();
    await app.register(fastifyPage, { health: health() });
    app.setNotFoundHandler((_request, reply) => reply.code(200).send('app'));
    await app.ready();
    return overSockets(app.server);
  },
  fetch: async () => {
    const page = fetchPage(health());
    return async (request) => page(request) ?? new Response('app');
  },
};

async function overSockets(server: ReturnType<typeof createServer>): Promise<(request: Request) => Promise<Response>> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (request) => fetch(request.url.replace('http://service', `http://127.0.0.1:${port}`), request);
}

describe.each(Object.entries(MOUNTS))('in %s', (_name, mount) => {
  const asked = (path: string, init?: RequestInit) => new Request(`http://service${path}`, init);

  it('shows the page, and leaves the rest to the app', async () => {
    const ask = await mount();
    const page = await ask(asked('/status'));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('x-powered-by')).toBeNull();
    expect(await page.text()).toContain('<h1>shop</h1>');
    expect(await (await ask(asked('/status/page.js'))).text()).toContain('EventSource');
    expect((await ask(asked('/status', { method: 'HEAD' }))).status).toBe(200);
    expect(await (await ask(asked('/other'))).text()).toBe('app');
  });

  it('streams, until the client goes', async () => {
    const ask = await mount();
    const gone = new AbortController();
    const { body, headers } = await ask(asked('/status/events', { signal: gone.signal }));
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const reader = body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    expect(new TextDecoder().decode(value)).toContain('event: update\n');
    await reader?.cancel();
    gone.abort();
  });
});
