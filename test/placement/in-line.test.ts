import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { probes as expressProbes, type ProbeOptions } from '@probez/express';
import { probes as koaProbes } from '@probez/koa';
import express from 'express';
import Koa from 'koa';
import mount from 'koa-mount';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

// The probes of Express and Koa are plain middleware: in the order of registration, wherever they stand, and nothing of the
// app's is changed for them.

/** The types of two majors do not agree; what is used of them here does. */
const require = createRequire(import.meta.url);
const express4: typeof express = require('express4');
const Koa2: typeof Koa = require('koa2');

const { health } = fakeHealth();
await health.start();

/** What an app is made of, top to bottom. */
type Part =
  | { readonly probes: ProbeOptions }
  /** Notes the path and goes on. */
  | { readonly log: string[] }
  /** Answers everything. */
  | { readonly says: string }
  | { readonly under: string; readonly app: readonly Part[] };

interface Built {
  readonly app: object;
  server(): Server;
  add(part: Part): void;
}
type Build = (parts: readonly Part[]) => Built;

const buildExpress =
  (create: typeof express): Build =>
  (parts) => {
    const assemble = (list: readonly Part[]) => {
      const app = create();
      for (const part of list) add(app, part);
      return app;
    };
    const add = (to: ReturnType<typeof express>, part: Part): void => {
      if ('probes' in part) to.use(expressProbes(health, part.probes));
      else if ('says' in part) to.use((_request, response) => void response.send(part.says));
      else if ('under' in part) to.use(part.under, assemble(part.app));
      else
        to.use((incoming, _response, next) => {
          part.log.push(incoming.url);
          next();
        });
    };
    const app = assemble(parts);
    return { app, add: (part) => add(app, part), server: () => createServer(app) };
  };

const buildKoa =
  (Application: typeof Koa): Build =>
  (parts) => {
    const assemble = (list: readonly Part[]) => {
      const app = new Application();
      for (const part of list) add(app, part);
      return app;
    };
    const add = (to: Koa, part: Part): void => {
      if ('probes' in part) to.use(koaProbes(health, part.probes));
      else if ('says' in part)
        to.use((context) => {
          context.body = part.says;
        });
      else if ('under' in part) to.use(mount(part.under, assemble(part.app)));
      else
        to.use((context, next) => {
          part.log.push(context.path);
          return next();
        });
    };
    const app = assemble(parts);
    return { app, add: (part) => add(app, part), server: () => createServer(app.callback()) };
  };

/** Twice, because the first request may be the one that changes something. */
async function answers(server: Server, ...paths: readonly string[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const path of [...paths, ...paths]) {
    const { status, text } = await request(server).get(path);
    told.push(status === 404 ? '404' : `${status} ${text}`);
  }
  const [first, second] = [told.slice(0, paths.length), told.slice(paths.length)];
  expect(second).toEqual(first);
  return first;
}

/** Every method within reach of an object, by whom it belongs to. */
function methodsOf(start: object): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  let depth = 0;
  for (let owner: object | null = start; owner !== null; owner = Object.getPrototypeOf(owner), depth += 1) {
    for (const [key, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
      const method: unknown = value ?? get;
      if (typeof method === 'function') found.set(`${depth}.${key}`, method);
    }
  }
  return found;
}

describe.each<{ readonly name: string; readonly build: Build }>([
  { name: 'Express 4', build: buildExpress(express4) },
  { name: 'Express 5', build: buildExpress(express) },
  { name: 'Koa 2', build: buildKoa(Koa2) },
  { name: 'Koa 3', build: buildKoa(Koa) },
])('$name', ({ build }) => {
  it('mounted first: probes are answered, everything else goes on', async () => {
    const server = build([{ probes: {} }, { says: 'app' }]).server();
    expect(await answers(server, '/livez', '/livezz', '/')).toEqual(['200 ok', '200 app', '200 app']);
  });

  it('the only thing mounted: the framework answers 404 to the rest', async () => {
    expect(await answers(build([{ probes: {} }]).server(), '/readyz', '/other')).toEqual(['200 ok', '404']);
  });

  it('mounted second: what comes first sees every probe', async () => {
    const log: string[] = [];
    const server = build([{ log }, { probes: {} }, { says: 'app' }]).server();
    expect(await answers(server, '/livez', '/x')).toEqual(['200 ok', '200 app']);
    expect(log).toEqual(['/livez', '/x', '/livez', '/x']);
  });

  it('mounted after what answers everything: never reached', async () => {
    expect(await answers(build([{ says: 'app' }, { probes: {} }]).server(), '/livez')).toEqual(['200 app']);
  });

  it('under a path, and in an app that is mounted on another: stripped of the path', async () => {
    const child = [{ probes: {} }, { says: 'child' }];
    const server = build([{ under: '/child', app: child }, { says: 'parent' }]).server();
    const told = await answers(server, '/child/livez', '/child/x', '/livez');
    expect(told).toEqual(['200 ok', '200 child', '200 parent']);
  });

  it('two sets of probes: the first comes first, the second answers what is left', async () => {
    const first = { passBody: 'first', paths: { readiness: [], startup: [] } };
    const server = build([{ probes: first }, { probes: { passBody: 'second' } }]).server();
    expect(await answers(server, '/livez', '/readyz')).toEqual(['200 first', '200 second']);
  });

  it('mounted while a server of the app answers already', async () => {
    const app = build([]);
    const server = app.server();
    expect(await answers(server, '/livez')).toEqual(['404']);
    app.add({ probes: {} });
    // A callback of Koa's knows the middleware of its moment.
    expect(await answers(app.server(), '/livez')).toEqual(['200 ok']);
  });

  it('nothing of the app or of Node is changed, neither by mounting nor by a probe', async () => {
    // Express 4 makes its router with the first layer.
    const { app, add, server } = build([{ log: [] }]);
    const before = [app, IncomingMessage.prototype, ServerResponse.prototype].map(methodsOf);
    add({ probes: {} });
    add({ says: 'app' });
    const serving = server();
    const listeners = serving.listeners('request');
    expect(await answers(serving, '/livez', '/x')).toEqual(['200 ok', '200 app']);
    expect([app, IncomingMessage.prototype, ServerResponse.prototype].map(methodsOf)).toEqual(before);
    expect(serving.listeners('request')).toEqual(listeners);
  });
});
