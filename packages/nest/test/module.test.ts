import 'reflect-metadata';
import type { ServerResponse } from 'node:http';
import { Controller, Get, Injectable, Module, type NestApplicationOptions, type Type, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Check, gracefulShutdown, Health, ProbezModule, type ProbezOptions } from '@probez/nest';
import { statusPage } from '@probez/status-page';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePorts } from '../../../test/support/free-port.ts';

const SILENT: NestApplicationOptions = { logger: false, abortOnError: false };

class Guard {
  canActivate(): boolean {
    return false;
  }
}

@UseGuards(Guard)
@Controller()
class EverythingController {
  @Get(['anything', 'livez'])
  all(): string {
    return 'app';
  }
}

/** State that a check of a provider tells. */
@Injectable()
class Database {
  answer: () => unknown = () => 'rows';

  @Check({ componentType: 'datastore' })
  postgres(): unknown {
    return this.answer();
  }
}

@Injectable()
class Uses {
  readonly health: Health;

  constructor(health: Health) {
    this.health = health;
  }
}

function moduleWith(options: ProbezOptions = {}) {
  @Module({
    imports: [ProbezModule.forRoot({ logger: false, shutdown: false, ...options })],
    controllers: [EverythingController],
    providers: [Database, Uses, { provide: 'alias', useExisting: Database }],
  })
  class AppModule {}
  return AppModule;
}

const platforms = [
  ['express', (module: Type) => NestFactory.create(module, SILENT)],
  ['fastify', (module: Type) => NestFactory.create(module, new FastifyAdapter(), SILENT)],
] as const;

describe.each(platforms)('on %s', (_platform, create) => {
  async function start(options?: ProbezOptions, prepare: (app: Awaited<ReturnType<typeof create>>) => void = () => {}) {
    const app = await create(moduleWith(options));
    onTestFinished(() => app.close());
    prepare(app);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const ask = async (path: string, init?: RequestInit) => {
      const response = await fetch(url + path, init);
      return { status: response.status, body: await response.text(), headers: response.headers };
    };
    return { app, ask };
  }

  it('answers before guards, the global prefix, versioning and whatever main.ts puts in front', async () => {
    const { ask } = await start(undefined, (app) => {
      app.setGlobalPrefix('api');
      app.enableVersioning();
      app.use((_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
        response.setHeader('X-Helmet', '1');
        next();
      });
    });
    await expect
      .poll(() => ask('/readyz?verbose'))
      .toMatchObject({ status: 200, body: '[+]postgres ok\nreadyz check passed\n' });
    for (const path of ['/livez', '/startupz', '/readyz/postgres'])
      expect(await ask(path)).toMatchObject({ status: 200, body: 'ok' });
    expect((await ask('/livez')).headers.get('x-helmet')).toBeNull();
    expect((await ask('/livez')).headers.get('x-powered-by')).toBeNull();
    expect(await ask('/livez', { method: 'POST' })).toMatchObject({ status: 405 });
    expect((await ask('/api/anything')).status).toBe(403);
    expect((await ask('/api/anything')).headers.get('x-helmet')).toBe('1');
  });

  it('a check of a provider turns the probe', async () => {
    const { app, ask } = await start();
    const health = app.get(Health);
    await health.refresh();
    expect((await ask('/readyz')).status).toBe(200);
    // What an indicator of @nestjs/terminus returns.
    app.get(Database).answer = () => ({ db: { status: 'down', message: 'connection refused' } });
    await health.refresh();
    expect((await ask('/readyz')).status).toBe(503);
    expect(health.snapshot().checks[0]).toMatchObject({ name: 'postgres', componentType: 'datastore' });
    expect(app.get(Uses).health).toBe(health);
  });

  it('tells readiness in the shape of @nestjs/terminus, by the same rules', async () => {
    const { app, ask } = await start({ terminus: '/health', probes: { token: 'secret' } });
    const health = app.get(Health);
    await health.refresh();
    const told = async (headers = {}) => {
      const { status, body } = await ask('/health', { headers });
      return { status, body: JSON.parse(body) };
    };
    expect(await told()).toEqual({
      status: 200,
      body: { status: 'ok', info: { postgres: { status: 'up' } }, error: {}, details: { postgres: { status: 'up' } } },
    });
    app.get(Database).answer = () => {
      throw new Error('connection refused');
    };
    await health.refresh();
    const down = (message: string) => ({ postgres: { status: 'down', message } });
    const withheld = down('reason withheld');
    expect(await told()).toEqual({
      status: 503,
      body: { status: 'error', info: {}, error: withheld, details: withheld },
    });
    const open = down('connection refused');
    expect(await told({ authorization: 'Bearer secret' })).toMatchObject({ body: { error: open, details: open } });
    const head = await ask('/health', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 503, body: '' });
    expect(head.headers.get('content-length')).toBe((await ask('/health')).headers.get('content-length'));
    health.drain();
    expect((await told()).body.status).toBe('shutting_down');
  });

  it('shows a page for people before guards and prefix', async () => {
    const { ask } = await start({ page: statusPage }, (app) => void app.setGlobalPrefix('api'));
    expect(await ask('/status')).toMatchObject({ status: 200, body: expect.stringContaining('postgres') });
    expect((await ask('/livez')).body).toBe('ok');
    expect((await ask('/api/anything')).status).toBe(403);
  });

  it('has no page unless asked for', async () => {
    const { ask } = await start();
    expect((await ask('/status')).status).toBe(404);
  });

  it('can leave the port of the application alone', async () => {
    const { ask } = await start({ probes: false });
    expect((await ask('/livez')).body).not.toBe('ok');
  });
});

it('starts with the application, and not before', async () => {
  const app = await NestFactory.create(moduleWith(), SILENT);
  const health = app.get(Health);
  expect(health.phase).toBe('idle');
  await app.init();
  expect(health.phase).toBe('running');
  await app.close();
  expect(health.phase).toBe('stopped');
});

it('answers in a testing module, too', async () => {
  const module = await Test.createTestingModule({ imports: [moduleWith()] }).compile();
  const app = module.createNestApplication(SILENT);
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  expect(await (await fetch(`${await app.getUrl()}/livez`)).text()).toBe('ok');
});

it('takes its options from other providers', async () => {
  @Module({
    imports: [
      ProbezModule.forRootAsync({
        imports: [
          {
            module: class Config {},
            providers: [{ provide: 'config', useValue: { path: '/alive' } }],
            exports: ['config'],
          },
        ],
        inject: ['config'],
        useFactory: ({ path }: { readonly path: string }) => ({
          logger: false,
          shutdown: false,
          probes: { paths: { liveness: path } },
        }),
      }),
    ],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, SILENT);
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  expect(await (await fetch(`${await app.getUrl()}/alive`)).text()).toBe('ok');
});

describe('the page, where the probes have a port of their own', async () => {
  // Another one for each, or a kept connection would meet the next test's server.
  const [one, other] = (await freePorts(2)).map((port) => ({ port, host: '127.0.0.1' }));
  const page = (health: Health) => (_request: unknown, response: ServerResponse, next?: () => void) =>
    next === undefined ? response.end(`page of ${health.phase}`) : next();

  it.each<[string, ProbezOptions, string]>([
    ['is on that port', { page, probePort: one }, 'page of running'],
    [
      'leaves the rest to what the port has',
      { page, probePort: { ...other, fallback: (_request, response) => response.end('own') } },
      'own',
    ],
  ])('%s', async (_what, options, body) => {
    const app = await NestFactory.create(moduleWith(options), SILENT);
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    expect(await (await fetch(`http://127.0.0.1:${options.probePort?.port}/status`)).text()).toBe(body);
    expect((await fetch(`${await app.getUrl()}/status`)).status).toBe(404);
  });

  it.each<[unknown, string]>([
    [{ page, probePort: { ...one, isolated: true } }, 'page cannot be on a probePort with isolated: true'],
    [{ page: '/status' }, 'page is "/status"; allowed: a function of health'],
  ])('%o is refused', async (options, message) => {
    const start = async () =>
      (await NestFactory.create(Reflect.apply(moduleWith, undefined, [options]), SILENT)).init();
    await expect(start()).rejects.toThrow(message);
  });
});

it('serves a port of its own where there is no HTTP, and says so where nobody could ask', async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const logger = { info: log, warn: log, error: log };
  const silent = await NestFactory.createApplicationContext(moduleWith({ logger }), SILENT);
  onTestFinished(() => silent.close());
  expect(lines.join('\n')).toContain('has no HTTP server');
  const app = await NestFactory.createApplicationContext(
    moduleWith({ probePort: { port: 0, host: '127.0.0.1' } }),
    SILENT,
  );
  onTestFinished(() => app.close());
});

describe('one logger for checks, the module and the drain', () => {
  async function drained(options: ProbezOptions) {
    const nest: string[] = [];
    const told = (line: unknown, context?: unknown) => void nest.push(`${context}: ${line}`);
    const own: string[] = [];
    const log = (line: string) => void own.push(line);
    const logger = options.logger === undefined ? undefined : { info: log, warn: log, error: log };
    const spies = (['info', 'log', 'warn', 'error'] as const).map((level) => vi.spyOn(console, level));
    const app = await NestFactory.createApplicationContext(
      moduleWith({ ...options, logger, shutdown: {}, probePort: { port: 0, host: '127.0.0.1' } }),
      { logger: { log: told, warn: told, error: told }, abortOnError: false },
    );
    await app.get(Health).refresh();
    const shutdown = gracefulShutdown(app, { signals: [], delayMs: 0, terminationLog: false, exit: () => {} });
    await shutdown.shutdown('test');
    for (const spy of spies) {
      expect(spy.mock.calls.filter(([line]) => /probez/i.test(String(line)))).toEqual([]);
      spy.mockRestore();
    }
    return { nest: nest.filter((line) => line.startsWith('Probez')), own };
  }

  it('Nest’s, which says whose line it is', async () => {
    const { nest } = await drained({});
    expect(nest).toContainEqual(expect.stringMatching(/^Probez: probes on http:\/\/127\.0\.0\.1:\d+$/));
    expect(nest).toContainEqual(expect.stringMatching(/^Probez: check postgres: /));
    expect(nest).toContainEqual(expect.stringMatching(/^Probez: shutdown: draining \(test\)/));
    expect(nest).toContainEqual(expect.stringMatching(/^Probez: shutdown: finished/));
    expect(nest.join('\n')).not.toMatch(/probez/);
  });

  it('the one that is given', async () => {
    const { nest, own } = await drained({ logger: console });
    expect(nest).toEqual([]);
    expect(own).toContainEqual(expect.stringMatching(/^probez: check postgres: /));
    expect(own).toContainEqual(expect.stringMatching(/^probez: shutdown: finished/));
  });
});

describe('what is wrong is said when the application is created', () => {
  it.each<[string, object, string]>([
    ['an unknown option', { cheks: [] }, 'cheks'],
    ['an unknown option of the probes', { probes: { path: {} } }, 'path'],
    ['a bad path', { terminus: 'health' }, '"health"'],
  ])('%s', async (_what, options, quoted) => {
    await expect(NestFactory.create(moduleWith(options), SILENT)).rejects.toThrow(quoted);
  });

  it('the module without forRoot()', async () => {
    @Module({ imports: [ProbezModule] })
    class AppModule {}
    await expect(NestFactory.create(AppModule, SILENT)).rejects.toThrow('imports: [ProbezModule.forRoot()]');
  });

  it('gracefulShutdown without the module', async () => {
    @Module({})
    class AppModule {}
    const app = await NestFactory.create(AppModule, SILENT);
    onTestFinished(() => app.close());
    expect(() => gracefulShutdown(app)).toThrow('imports: [ProbezModule.forRoot()] in the root module');
  });

  it('a check on a provider that is made for each request', async () => {
    class PerRequest {
      ping(): boolean {
        return true;
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(PerRequest.prototype, 'ping');
    if (descriptor !== undefined) Check()(PerRequest.prototype, 'ping', descriptor);
    Injectable({ scope: 2 })(PerRequest);
    @Module({ imports: [ProbezModule.forRoot({ logger: false, shutdown: false })], providers: [PerRequest] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, SILENT);
    await expect(app.init()).rejects.toThrow('@Check() on PerRequest.ping');
  });
});
