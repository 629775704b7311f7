import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { probes as expressProbes } from '@probez/express';
import { probes as fastifyProbes } from '@probez/fastify';
import { probes as fetchProbes, middleware } from '@probez/fetch';
import { probes as koaProbes } from '@probez/koa';
import { type NodeRequest, type NodeResponse, probes } from '@probez/node';
import express from 'express';
import express4 from 'express4';
import Fastify from 'fastify';
import { H3 } from 'h3';
import { Hono } from 'hono';
import Koa from 'koa';
import mount from 'koa-mount';
import Koa2 from 'koa2';
import type { ServerRequest } from 'srvx';
import { serve } from 'srvx/node';
import type { ConformanceAdapter, Mounting } from './adapter.ts';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));
export const localhost = { key: fixture('localhost-key.pem'), cert: fixture('localhost-cert.pem') };

/** The app's own answer. */
export function answer(request: NodeRequest, response: NodeResponse): void {
  response.writeHead(200, { 'X-App': '1', 'Content-Type': 'text/plain' });
  response.end(`app ${request.method}`);
}

/** node:http knows no mounting: the prefix option does it. */
const listener = ({ health, options, mountAt }: Mounting): RequestListener =>
  probes(health, { ...options, ...(mountAt === undefined ? {} : { prefix: mountAt }), fallback: answer });

export const node: ConformanceAdapter = {
  name: 'node:http',
  build: async (mounting) => ({ server: createServer(listener(mounting)) }),
};

export const https: ConformanceAdapter = {
  name: 'node:https',
  build: async (mounting) => ({ server: createSecureServer(localhost, listener(mounting)), tls: true }),
};

export const express5: ConformanceAdapter = {
  name: 'express 5',
  async build({ health, options, mountAt = '/' }) {
    const app = express();
    app.use(mountAt, expressProbes(health, options));
    app.use((request, response) => void response.set('X-App', '1').type('text/plain').send(`app ${request.method}`));
    return { server: createServer(app) };
  },
};

export const expressOld: ConformanceAdapter = {
  name: 'express 4',
  async build({ health, options, mountAt = '/' }) {
    const app = express4();
    app.use(mountAt, expressProbes(health, options));
    app.use((request, response) => void response.set('X-App', '1').type('text/plain').send(`app ${request.method}`));
    return { server: createServer(app) };
  },
};

export const fastify: ConformanceAdapter = {
  name: 'fastify 5',
  refusesBadEscapes: true,
  async build({ health, options, mountAt }) {
    const app = Fastify();
    if (mountAt === undefined) await app.register(fastifyProbes, { health, ...options });
    else
      await app.register(async (child) => void (await child.register(fastifyProbes, { health, ...options })), {
        prefix: mountAt,
      });
    app.setNotFoundHandler((request, reply) => {
      void reply.code(200).header('X-App', '1').type('text/plain').send(`app ${request.method}`);
    });
    await app.ready();
    return { server: app.server, close: () => app.close() };
  },
};

export const koa: ConformanceAdapter = {
  name: 'koa 3',
  async build({ health, options, mountAt = '/' }) {
    const app = new Koa();
    app.use(mount(mountAt, koaProbes(health, options)));
    app.use((context) => {
      context.set('X-App', '1');
      context.type = 'text/plain';
      context.body = `app ${context.method}`;
    });
    return { server: createServer(app.callback()) };
  },
};

export const koaOld: ConformanceAdapter = {
  name: 'koa 2',
  async build({ health, options, mountAt = '/' }) {
    const app = new Koa2();
    app.use(mount(mountAt, koaProbes(health, options)));
    app.use((context) => {
      context.set('X-App', '1');
      context.type = 'text/plain';
      context.body = `app ${context.method}`;
    });
    return { server: createServer(app.callback()) };
  },
};

/** What knows no mounting: the prefix option does it. */
const prefixed = ({ options, mountAt }: Mounting) => ({
  ...options,
  ...(mountAt === undefined ? {} : { prefix: mountAt }),
});

const appResponse = ({ method }: { readonly method: string }): Response =>
  new Response(`app ${method}`, { headers: { 'X-App': '1', 'Content-Type': 'text/plain' } });

/** The `node:http` server inside srvx, which does not listen yet. */
function srvxServer(fetch: (request: ServerRequest) => Response | Promise<Response>): Server {
  const server = serve({ fetch, manual: true, gracefulShutdown: false }).node?.server;
  if (!(server instanceof Server)) throw new Error('srvx has made no server of node:http');
  return server;
}

export const srvx: ConformanceAdapter = {
  name: 'fetch in srvx',
  fetch: true,
  build: async (mounting) => {
    return { server: srvxServer(fetchProbes(mounting.health, { ...prefixed(mounting), fallback: appResponse })) };
  },
};

const { Request, Response } = globalThis;

export const hono: ConformanceAdapter = {
  name: 'hono 4',
  fetch: true,
  build: async (mounting) => {
    const app = new Hono();
    app.use(middleware(mounting.health, prefixed(mounting)));
    app.all('*', (context) => appResponse(context.req.raw));
    const server = createServer(getRequestListener(app.fetch));
    // For its users it puts its own in their place, for good.
    server.once('close', () => Object.assign(globalThis, { Request, Response }));
    return { server };
  },
};

export const h3: ConformanceAdapter = {
  name: 'h3 2',
  fetch: true,
  refusesBadEscapes: true,
  build: async (mounting) => {
    const app = new H3();
    app.use(middleware(mounting.health, prefixed(mounting)));
    app.all('/**', (event) => appResponse(event.req));
    return { server: srvxServer(app.fetch) };
  },
};

export const ADAPTERS = [node, https, expressOld, express5, fastify, koaOld, koa, srvx, hono, h3] as const;
