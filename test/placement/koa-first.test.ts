import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { probes } from '@probez/koa';
import Koa from 'koa';
import mount from 'koa-mount';
import request from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeHealth } from '../support/fake-health.ts';

// docs/decisions/0012: mounted first, the probes are asked before Koa begins with a request; anywhere else in line.

/** The types of the two majors do not agree; what is used of them here does. */
const Koa2: typeof Koa = createRequire(import.meta.url)('koa2');

describe.each([
  { name: 'Koa 2', create: () => new Koa2() },
  { name: 'Koa 3', create: () => new Koa() },
])('$name', ({ create }) => {
  const { health } = fakeHealth();
  const mounted = (app: Koa, ...middleware: Koa.Middleware[]) => {
    for (const each of middleware) app.use(each);
    return app;
  };
  const hello: Koa.Middleware = (context) => {
    context.body = 'app';
  };
  const answers = async (server: Parameters<typeof request>[0], path: string) => {
    const { status, text } = await request(server).get(path);
    return `${status} ${text}`;
  };
  /** A server, and how many requests Koa itself has begun with since. */
  const served = (app: Koa) => {
    const prototype = Object.getPrototypeOf(app);
    const { handleRequest } = prototype;
    let begun = 0;
    prototype.handleRequest = function (this: Koa, ...args: unknown[]) {
      if (this === app) begun += 1;
      return handleRequest.apply(this, args);
    };
    onTestFinished(() => {
      prototype.handleRequest = handleRequest;
    });
    return { server: createServer(app.callback()), begun: () => begun };
  };

  it('mounted first, Koa begins with no probe once it has shown where they are, and with everything else as before', async () => {
    const { server, begun } = served(mounted(create(), probes(health), hello));
    expect(await answers(server, '/livez')).toBe('200 ok');
    expect(begun()).toBe(1);
    expect(await answers(server, '/livez')).toBe('200 ok');
    expect(await answers(server, '/readyz')).toBe('200 ok');
    expect(begun()).toBe(1);
    expect(await answers(server, '/livezz')).toBe('200 app');
    expect(await answers(server, '/')).toBe('200 app');
    expect(begun()).toBe(3);
  });

  it('the only thing mounted: Koa answers 404 to the rest', async () => {
    const { server } = served(mounted(create(), probes(health)));
    for (let round = 0; round < 2; round += 1) {
      expect(await answers(server, '/readyz')).toBe('200 ok');
      expect(await answers(server, '/other')).toBe('404 Not Found');
    }
  });

  it('mounted second, it stays in line: what comes first sees every probe', async () => {
    const seen: string[] = [];
    const log: Koa.Middleware = (context, next) => {
      seen.push(context.path);
      return next();
    };
    const { server } = served(mounted(create(), log, probes(health), hello));
    for (const path of ['/x', '/livez', '/livez']) await answers(server, path);
    expect(seen).toEqual(['/x', '/livez', '/livez']);
  });

  it('two sets of probes: the first comes first, the second answers what is left', async () => {
    const first = probes(health, { passBody: 'first', paths: { liveness: '/livez', readiness: [], startup: [] } });
    const { server } = served(mounted(create(), first, probes(health, { passBody: 'second' })));
    for (let round = 0; round < 2; round += 1) {
      expect(await answers(server, '/livez')).toBe('200 first');
      expect(await answers(server, '/readyz')).toBe('200 second');
    }
  });

  it('in an app that is mounted on another: stripped of the path, in line', async () => {
    const child = mounted(create(), probes(health), hello);
    const parent: Koa.Middleware = (context) => {
      context.body = 'parent';
    };
    const { server } = served(mounted(create(), mount('/child', child), parent));
    for (let round = 0; round < 2; round += 1) {
      expect(await answers(server, '/child/livez')).toBe('200 ok');
      expect(await answers(server, '/child/x')).toBe('200 app');
      expect(await answers(server, '/livez')).toBe('200 parent');
    }
  });

  it('one middleware on two apps: right on both', async () => {
    const shared = probes(health);
    const one = served(mounted(create(), shared, hello)).server;
    const other = served(mounted(create(), hello, shared)).server;
    for (let round = 0; round < 2; round += 1) {
      expect(await answers(one, '/livez')).toBe('200 ok');
      expect(await answers(other, '/livez')).toBe('200 app');
    }
  });

  it("somebody's own handleRequest sees every request, on the app and in a class", async () => {
    const seen: string[] = [];
    const app = mounted(create(), probes(health), hello);
    const handleRequest: (...args: unknown[]) => unknown = Reflect.get(app, 'handleRequest');
    Reflect.set(app, 'handleRequest', (...args: unknown[]) => {
      seen.push('own');
      return handleRequest.apply(app, args);
    });
    const { server } = served(app);
    for (let round = 0; round < 2; round += 1) expect(await answers(server, '/livez')).toBe('200 ok');
    expect(seen).toEqual(['own', 'own']);

    const derived = mounted(create(), probes(health), hello);
    Object.setPrototypeOf(derived, {
      __proto__: Object.getPrototypeOf(derived),
      handleRequest(...args: unknown[]) {
        seen.push('class');
        return handleRequest.apply(this, args);
      },
    });
    const other = createServer(derived.callback());
    for (let round = 0; round < 2; round += 1) expect(await answers(other, '/livez')).toBe('200 ok');
    expect(seen).toEqual(['own', 'own', 'class', 'class']);
  });

  it('answers through a callback that was made before, too', async () => {
    const app = mounted(create(), probes(health), hello);
    const early = createServer(app.callback());
    const late = createServer(app.callback());
    for (const server of [early, late, early]) {
      expect(await answers(server, '/livez')).toBe('200 ok');
      expect(await answers(server, '/')).toBe('200 app');
    }
  });
});

it('Koa 3 with an AsyncLocalStorage: the app finds its context, and a probe its answer', async () => {
  const app = new Koa({ asyncLocalStorage: true });
  app.use(probes(fakeHealth().health));
  app.use((context) => {
    context.body = String(app.currentContext === context);
  });
  const server = createServer(app.callback());
  for (let round = 0; round < 2; round += 1) {
    expect((await request(server).get('/livez')).text).toBe('ok');
    expect((await request(server).get('/')).text).toBe('true');
  }
});
