import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { probes } from '@probez/express';
import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

// docs/decisions/0010: mounted first, the probes are asked before Express prepares the request; anywhere else in line.

type App = ReturnType<typeof express>;
/** The types of the two majors do not agree; what is used of them here does. */
const express4: typeof express = createRequire(import.meta.url)('express4');

describe.each([
  { name: 'Express 4', create: express4 },
  { name: 'Express 5', create: express },
])('$name', ({ name, create }) => {
  const { health } = fakeHealth();

  /** How many requests Express itself has taken so far. */
  function countTaken(app: App): () => number {
    const router = name === 'Express 4' ? Reflect.get(app, '_router') : app.router;
    const { handle } = router;
    let taken = 0;
    router.handle = (...args: unknown[]) => {
      taken += 1;
      return handle.apply(router, args);
    };
    return () => taken;
  }
  const answers = async (app: Parameters<typeof request>[0], path: string) => {
    const { status, text } = await request(app).get(path);
    return `${status} ${text}`;
  };

  it('mounted first, Express never sees a probe, and everything else as before', async () => {
    const app = create();
    app.use(probes(health));
    app.use((_request, response) => void response.send('app'));
    const taken = countTaken(app);
    expect(await answers(app, '/livez')).toBe('200 ok');
    expect(taken()).toBe(0);
    expect(await answers(app, '/livezz')).toBe('200 app');
    expect(await answers(app, '/')).toBe('200 app');
    expect(taken()).toBe(2);
  });

  it('the only thing mounted: Express answers 404 to the rest', async () => {
    const app = create();
    app.use(probes(health));
    expect(await answers(app, '/readyz')).toBe('200 ok');
    expect(await answers(app, '/other')).toMatch(/^404 /);
  });

  it('mounted second, it stays in line: what comes first sees the probe', async () => {
    const seen: string[] = [];
    const app = create();
    app.use((incoming, _response, next) => {
      seen.push(incoming.url);
      next();
    });
    app.use(probes(health));
    app.use((_request, response) => void response.send('app'));
    expect(await answers(app, '/livez')).toBe('200 ok');
    expect(await answers(app, '/x')).toBe('200 app');
    expect(seen).toEqual(['/livez', '/x']);
  });

  it('behind another in the same call of use, after a route, in a list: in line', async () => {
    const no: express.RequestHandler = (_request, response) => void response.status(401).end('no');
    expect(await answers(create().use(no, probes(health)), '/livez')).toBe('401 no');
    expect(await answers(create().use([no, probes(health)]), '/livez')).toBe('401 no');
    expect(await answers(create().get('/livez', no).use(probes(health)), '/livez')).toBe('401 no');
    expect(await answers(create().use([probes(health), no]), '/livez')).toBe('200 ok');
  });

  it('under a path and in a router: in line, and stripped of the path', async () => {
    const app = create();
    app.use('/internal', probes(health));
    app.use('/router', express.Router().use(probes(health)));
    app.use((_request, response) => void response.send('app'));
    expect(await answers(app, '/internal/livez')).toBe('200 ok');
    expect(await answers(app, '/router/livez')).toBe('200 ok');
    expect(await answers(app, '/livez')).toBe('200 app');
  });

  it('in an app that is mounted on another: stripped of the path', async () => {
    const child = create();
    child.use(probes(health));
    child.use((_request, response) => void response.send('child'));
    const parent = create();
    parent.use('/child', child);
    parent.use((_request, response) => void response.send('parent'));
    expect(await answers(parent, '/child/livez')).toBe('200 ok');
    expect(await answers(parent, '/child/x')).toBe('200 child');
    expect(await answers(parent, '/livez')).toBe('200 parent');
  });

  it('two sets of probes: the first comes first, the second answers what is left', async () => {
    const app = create();
    app.use(probes(health, { passBody: 'first', paths: { liveness: '/livez', readiness: [], startup: [] } }));
    app.use(probes(health, { passBody: 'second' }));
    expect(await answers(app, '/livez')).toBe('200 first');
    expect(await answers(app, '/readyz')).toBe('200 second');
  });

  it('who wraps `use` finds the layer that was added, as tracing libraries do', async () => {
    const app = create();
    const { use } = app;
    const layers: unknown[] = [];
    Reflect.set(app, 'use', (...args: Parameters<typeof use>) => {
      const result = use.apply(app, args);
      layers.push((Reflect.get(app, '_router') ?? app.router).stack.at(-1));
      return result;
    });
    app.use(probes(health));
    expect(layers).toEqual([expect.objectContaining({ handle: expect.any(Function) })]);
    await Promise.resolve();
    expect((Reflect.get(app, '_router') ?? app.router).stack).toHaveLength(name === 'Express 4' ? 2 : 0);
  });

  it('mounted while the server is listening', async () => {
    const app = create();
    const server = createServer(app);
    expect(await answers(server, '/livez')).toMatch(/^404 /);
    app.use(probes(health));
    expect(await answers(server, '/livez')).toBe('200 ok');
  });
});
